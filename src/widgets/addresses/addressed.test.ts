import { expect, test } from "vitest";
import { packetFor, pathIn, requestFor } from "./addressed.ts";

test.each([
  ["chat/", "chat/"],
  ["/chat", "chat/"],
  [" /my/path/ ", "my/path/"],
  ["", "socket.io/"],
])("the path %j is %j in the lab", (typed, path) => {
  expect(pathIn(typed)).toBe(path);
});

test("the request line names the path and no namespace", () => {
  expect(requestFor("/chat")).toBe("GET …/chat/?EIO=4&transport=websocket");
});

test.each([
  ["/", "40"],
  ["", "40"],
  ["/admin", "40/admin,"],
  ["admin", "40/admin,"],
  [" /admin ", "40/admin,"],
  ["/a,b", "40/a,"],
  ["/admin?x=1", "40/admin,"],
])("the namespace %j is asked for by %s", (typed, packet) => {
  expect(packetFor(typed)).toBe(packet);
});

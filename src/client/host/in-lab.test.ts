import { expect, test } from "vitest";
import { HostError } from "./host.ts";
import { addressInLab } from "./in-lab.ts";

const BASE = "ws://127.0.0.1:3000/labs/one/";

test.each([
  ["ws", "ws?client=A"],
  ["/ws", "ws?client=A"],
  [" ws ", "ws?client=A"],
  ["", "?client=A"],
  ["ws?", "ws?client=A"],
  ["socket.io/?EIO=4&transport=websocket", "socket.io/?client=A&EIO=4&transport=websocket"],
  ["ws?client=B", "ws?client=A&client=B"],
  ["ws#part", "ws?client=A"],
  ["ein weg/ü?a=b c", "ein%20weg/%C3%BC?client=A&a=b%20c"],
  ["//example.org/ws", "/example.org/ws?client=A"],
  ["http://example.org/", "http://example.org/?client=A"],
  ["@example.org/", "@example.org/?client=A"],
  ["a/../ws", "ws?client=A"],
])("%j is in the lab: %s", (path, rest) => {
  expect(addressInLab(BASE, path, "A")).toBe(BASE + rest);
});

test.each(["..", "../two/ws", "a/../../two/ws", "%2e%2e/two/ws", "..\\two\\ws", ".%2E/%2e./", "\t../two", ".\n./two"])(
  "%j leads out of the lab, and is refused",
  (path) => {
    expect(() => addressInLab(BASE, path, "A")).toThrow(HostError);
  },
);

test("a client's name stays one parameter", () => {
  expect(addressInLab(BASE, "ws?x=1", "A&x=2")).toBe(`${BASE}ws?client=A%26x%3D2&x=1`);
});

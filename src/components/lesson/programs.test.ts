import { describe, expect, it, test } from "vitest";
import { commandOf, excerpt, languageOf } from "./programs.ts";

const source = `import { a } from "b";

io.on("connection", (socket) => {
  // #region echo
  socket.on("say", (text) => {
    socket.emit("said", text);
  });
  // #endregion
});
`;

describe("the excerpt of a program", () => {
  it("is the whole file without the marks of its regions", () => {
    expect(excerpt(source)).toBe(`import { a } from "b";

io.on("connection", (socket) => {
  socket.on("say", (text) => {
    socket.emit("said", text);
  });
});`);
  });

  it("is a region without its indent", () => {
    expect(excerpt(source, "echo")).toBe(`socket.on("say", (text) => {
  socket.emit("said", text);
});`);
  });

  it("may be a region of Python", () => {
    expect(excerpt("x = 1\n# #region say\nsend(x)\n# #endregion\n", "say")).toBe("send(x)");
  });

  it("is refused where the file has no such region, or one without an end", () => {
    expect(() => excerpt(source, "ech")).toThrow("there is no #region ech");
    expect(() => excerpt("// #region a\nx", "a")).toThrow("#region a has no #endregion");
  });
});

test.each([
  ["03-ws-echo/server.ts", "ts", "npm run example -- 03-ws-echo"],
  ["12-ack/server.py", "python", "npm run example -- 12-ack --python"],
  ["chat/client.ts", "ts", "npm run example -- chat"],
  ["chat/app.ts", "ts", "npm run example -- chat --serve"],
  ["chat/static/chat.js", "js", undefined],
  ["chat/static/index.html", "html", undefined],
  ["lab.ts", "ts", undefined],
])("%s is %s and runs by %s", (file, language, command) => {
  expect(languageOf(file)).toBe(language);
  expect(commandOf(file)).toBe(command);
});

import { expect, test } from "vitest";
import { flask, reason, typescript, type Call } from "./call.ts";

/** The rooms of lesson 13; A sends. */
const ROOMS = { A: ["r1"], B: ["r1", "r2"], C: ["r2"], D: [] };

const cases: [Call, ts: string, python: string | null, receivers: string][] = [
  [{ on: "socket" }, 'socket.emit("hello")', 'emit("hello")', "A"],
  [{ on: "io" }, 'io.emit("hello")', 'emit("hello", broadcast=True)', "ABCD"],
  [
    { on: "socket", broadcast: true },
    'socket.broadcast.emit("hello")',
    'emit("hello", broadcast=True, include_self=False)',
    "BCD",
  ],
  [{ on: "io", to: ["r1"] }, 'io.to("r1").emit("hello")', 'emit("hello", to="r1")', "AB"],
  [{ on: "socket", to: ["r1"] }, 'socket.to("r1").emit("hello")', 'emit("hello", to="r1", include_self=False)', "B"],
  [{ on: "io", to: ["r1", "r2"] }, 'io.to(["r1", "r2"]).emit("hello")', 'emit("hello", to=["r1", "r2"])', "ABC"],
  [{ on: "io", except: ["r1"] }, 'io.except("r1").emit("hello")', null, "CD"],
];

test.each(cases)("%j is spelled %s in TypeScript", (call, ts) => {
  expect(typescript(call, "hello")).toBe(ts);
});

test.each(cases)("%j is spelled as Flask-SocketIO wants it", (call, _, python) => {
  expect(flask(call, "hello")).toBe(python);
});

test.each(cases)("%j is meant for the clients of the measured table", (call, _, __, receivers) => {
  const meant = Object.keys(ROOMS).filter((client) => reason(call, client, "A", ROOMS).meant);
  expect(meant.join("")).toBe(receivers);
});

test.each<[Call, string, string]>([
  [{ on: "socket" }, "A", "socket is A itself, and nobody else"],
  [{ on: "socket" }, "B", "socket.emit goes to A alone"],
  [{ on: "io" }, "A", "io means everyone, the sender too"],
  [{ on: "io" }, "D", "io means everyone"],
  [{ on: "socket", broadcast: true }, "A", "socket.broadcast leaves out its own socket: A"],
  [{ on: "socket", broadcast: true }, "C", "broadcast means everyone but A"],
  [{ on: "socket", to: ["r1"] }, "A", "socket.to leaves out its own socket: A"],
  [{ on: "io", to: ["r1"] }, "C", "C is not in r1"],
  [{ on: "io", to: ["r1", "r2"] }, "B", "B is in r1 and r2, and gets it once"],
  [{ on: "io", to: ["r1", "r2"] }, "D", "D is not in r1 or r2"],
  [{ on: "io", except: ["r1"] }, "B", "B is in r1, and except takes r1 out"],
  [{ on: "io", except: ["r1"] }, "D", "D is not in r1"],
])("%j and %s: %s", (call, client, why) => {
  expect(reason(call, client, "A", ROOMS).why).toBe(why);
});

test.each<[Call, string, string]>([
  [{ on: "socket" }, "A", "without a room and without broadcast=True, emit answers the sender: A"],
  [{ on: "socket" }, "B", "without a room and without broadcast=True, emit goes to A alone"],
  [{ on: "io" }, "A", "broadcast=True means everyone, the sender too"],
  [{ on: "socket", broadcast: true }, "A", "include_self=False leaves out the sender: A"],
  [{ on: "socket", broadcast: true }, "C", "broadcast=True means everyone"],
  [{ on: "socket", to: ["r1"] }, "B", "B is in r1"],
])("%j and %s, written for Flask: %s", (call, client, why) => {
  expect(reason(call, client, "A", ROOMS, "flask").why).toBe(why);
});

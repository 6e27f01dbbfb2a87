import { expect, test } from "vitest";
import { flask, typescript, type Call, type Language } from "./call.ts";
import { read } from "./written.ts";

const calls: Call[] = [
  { on: "socket" },
  { on: "io" },
  { on: "socket", broadcast: true },
  { on: "io", to: ["r1"] },
  { on: "socket", to: ["r1"] },
  { on: "io", to: ["r1", "r2"] },
  { on: "io", except: ["r1"] },
];

test.each(calls)("reads the TypeScript of %j", (call) => {
  expect(read("typescript", typescript(call, "hello"))).toEqual({ call });
});

test.each(calls.filter((call) => flask(call, "hello") !== null))("reads the Flask-SocketIO of %j", (call) => {
  expect(read("flask", flask(call, "hello")!)).toEqual({ call });
});

test.each<[Language, string, Call]>([
  ["typescript", " socket.to('r1').emit('hello'); ", { on: "socket", to: ["r1"] }],
  ["typescript", 'socket\n  .to("r1")\n  .emit("hello")\n', { on: "socket", to: ["r1"] }],
  ["typescript", "socket.to(“r1”).emit(“hello”)", { on: "socket", to: ["r1"] }],
  ["typescript", 'io.to("r1").to("r2").emit("hello")', { on: "io", to: ["r1", "r2"] }],
  ["typescript", 'io.in("r1").except("r2").emit("hello")', { on: "io", to: ["r1"], except: ["r2"] }],
  ["typescript", "socket.to(`r1`).emit(`hello`)", { on: "socket", to: ["r1"] }],
  ["flask", "emit('hello', to='r1', skip_sid=request.sid)", { on: "socket", to: ["r1"] }],
  ["flask", "emit('hello', room='r1', include_self=False)", { on: "socket", to: ["r1"] }],
  ["flask", 'emit("hello", include_self = False, to = "r1")', { on: "socket", to: ["r1"] }],
  ["flask", "emit('hello', to='r1', broadcast=True)", { on: "io", to: ["r1"] }],
  ["flask", "emit('hello', to=['r1', 'r2'])", { on: "io", to: ["r1", "r2"] }],
  ["flask", "emit('hello', to=('r1', 'r2',))", { on: "io", to: ["r1", "r2"] }],
])("%s: %s", (language, text, call) => {
  expect(read(language, text)).toEqual({ call });
});

test.each<[Language, string, string]>([
  ["typescript", "", 'It begins with io or socket and ends with .emit("hello").'],
  ["typescript", "emit('hello', to='r1')", 'It begins with io or socket and ends with .emit("hello").'],
  ["typescript", "alert(1)//io.emit('hello')", 'It begins with io or socket and ends with .emit("hello").'],
  ["typescript", 'io.emit("bye")', 'It sends the event "hello" and nothing else.'],
  ["typescript", 'io.emit("hello", 1)', 'It sends the event "hello" and nothing else.'],
  ["typescript", 'io.broadcast.emit("hello")', "io has no broadcast: it means everyone already."],
  ["typescript", 'socket.to(r1).emit("hello")', '.to wants a room, in quotes: .to("r1").'],
  ["typescript", 'socket.to().emit("hello")', '.to wants a room, in quotes: .to("r1").'],
  ["typescript", 'io.to("r1", "r2").emit("hello")', '.to takes one room, or one list of rooms: .to(["r1", "r2"]).'],
  ["typescript", 'socket.broadcast().emit("hello")', ".broadcast is no function: it stands without brackets."],
  ["typescript", 'io.volatile.emit("hello")', ".volatile is not one of broadcast, to, in and except."],
  ["typescript", 'socket.room("r1").emit("hello")', ".room is not one of broadcast, to, in and except."],
  ["flask", 'socket.to("r1").emit("hello")', 'It is one call: emit("hello", …).'],
  ["flask", "emit()", 'Its first argument is the event, "hello".'],
  ["flask", "emit('hello', 'r1')", "“'r1'” needs a name: emit takes options as name=value."],
  ["flask", "emit('hello', to=r1)", 'to wants a room, in quotes: to="r1".'],
  ["flask", "emit('hello', broadcast=true)", "broadcast is True or False, with a capital letter."],
  ["flask", "emit('hello', skip_sid='x')", "The one to skip can only be the sender here: request.sid."],
  ["flask", "emit('hello', namespace='/')", "namespace is not one of to, room, broadcast, include_self and skip_sid."],
  [
    "typescript",
    'io.to("r1").except(socket.id).emit("hello")',
    'It is a room, that of A alone. But this lab reads rooms in quotes: .except("r1").',
  ],
  [
    "flask",
    "emit('hello', include_self=False)",
    "Without a room and without broadcast=True only A would get it; include_self=False takes A out too. Nobody is left.",
  ],
])("%s refuses %j with a reason", (language, text, problem) => {
  expect(read(language, text)).toEqual({ problem });
});

import { expect, test } from "vitest";
import { addressOf, setupOf } from "./setup.ts";

test.each([
  ["127.0.0.1:5001", "socket.io", { url: "http://127.0.0.1:5001/" }],
  [" https://chat.example/ ", "socket.io", { url: "https://chat.example/" }],
  ["http://127.0.0.1:5001/chat", "socket.io", { url: "http://127.0.0.1:5001/chat" }],
  ["localhost:8080/ws", "websocket", { url: "ws://localhost:8080/ws" }],
  ["wss://chat.example/ws", "websocket", { url: "wss://chat.example/ws" }],
  ["http://127.0.0.1:8080", "websocket", { wrong: "A WebSocket needs ws:// or wss:// here, not http://." }],
  ["ws://127.0.0.1:5001", "socket.io", { wrong: "A Socket.IO client needs http:// or https:// here, not ws://." }],
  [
    "javascript://alert(1)",
    "socket.io",
    { wrong: "A Socket.IO client needs http:// or https:// here, not javascript://." },
  ],
  ["", "socket.io", { wrong: "This is no address. Write it like 127.0.0.1:5001." }],
  ["5001", "socket.io", { wrong: "This is no address. Write it like 127.0.0.1:5001." }],
  ["http://not an address", "socket.io", { wrong: "This is no address. Write it like 127.0.0.1:5001." }],
  ["not an address", "websocket", { wrong: "This is no address. Write it like 127.0.0.1:5001." }],
] as const)("the address %j for a %s client", (typed, protocol, address) => {
  expect(addressOf(typed, protocol)).toEqual(address);
});

test("a program without a setup of its own has the usual chat", () => {
  expect(setupOf("constructor")).toEqual({
    protocols: ["socket.io", "websocket"],
    letters: ["A", "B", "C", "D"],
    clients: 2,
    elsewhere: true,
    actions: [],
  });
});

test("the chat of lesson 12 leaves A to the widget that asks for acknowledgements", () => {
  expect(setupOf("12-ack").letters).toEqual(["B", "C", "D"]);
});

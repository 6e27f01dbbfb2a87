/** Reads a call that the learner wrote, in TypeScript or for Flask-SocketIO, into data. Nothing of it is ever run. */
import type { Call, Language } from "./call.ts";
import { EVENT } from "./calls.ts";

export type Read = { call: Call } | { problem: string };

/** @param text one call; quotes may be curly, as phones type them, and lines broken */
export function read(language: Language, text: string): Read {
  const plain = text
    .trim()
    .replace(/[“”„]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(/\s*\n\s*/g, "")
    .replace(/;$/, "");
  return language === "typescript" ? readTypescript(plain) : readFlask(plain);
}

const STRING = /^(["'`])([^"'`]*)\1$/;
const TS_CALL = /^(io|socket)((?:\.\w+(?:\((?:[^()]*)\))?)*)\.emit\(([^()]*)\)$/;

function readTypescript(text: string): Read {
  const match = TS_CALL.exec(text);
  if (!match) return { problem: `It begins with io or socket and ends with .emit("${EVENT}").` };
  const [, on, links, args] = match;
  if (stringOf(args!) !== EVENT) return { problem: `It sends the event "${EVENT}" and nothing else.` };
  const call: Call = { on: on as Call["on"] };
  for (const [, name, list] of links!.matchAll(/\.(\w+)(?:\(([^()]*)\))?/g)) {
    if (name === "broadcast") {
      if (on === "io") return { problem: "io has no broadcast: it means everyone already." };
      if (list !== undefined) return { problem: ".broadcast is no function: it stands without brackets." };
      call.broadcast = true;
    } else if (name === "to" || name === "in" || name === "except") {
      const rooms = roomsOf(list ?? "");
      if (list?.trim() === "socket.id")
        return { problem: `It is a room, that of A alone. But this lab reads rooms in quotes: .${name}("r1").` };
      if (rooms === null) return { problem: `.${name} wants a room, in quotes: .${name}("r1").` };
      // Socket.IO looks at the first argument alone.
      if (splitArguments(list!).length > 1)
        return { problem: `.${name} takes one room, or one list of rooms: .${name}(["r1", "r2"]).` };
      if (name === "except") call.except = [...(call.except ?? []), ...rooms];
      else call.to = [...(call.to ?? []), ...rooms];
    } else return { problem: `.${name} is not one of broadcast, to, in and except.` };
  }
  return { call };
}

function readFlask(text: string): Read {
  const match = /^emit\((.*)\)$/s.exec(text);
  if (!match) return { problem: `It is one call: emit("${EVENT}", …).` };
  const [event, ...options] = splitArguments(match[1]!);
  if (stringOf(event ?? "") !== EVENT) return { problem: `Its first argument is the event, "${EVENT}".` };
  let broadcast = false;
  let includeSelf = true;
  let to: string[] | undefined;
  for (const option of options) {
    const [, name, value] = /^(\w+)\s*=\s*(.*)$/s.exec(option) ?? [];
    if (name === undefined || value === undefined)
      return { problem: `“${option}” needs a name: emit takes options as name=value.` };
    if (name === "to" || name === "room") {
      const rooms = roomsOf(value);
      if (rooms === null) return { problem: `${name} wants a room, in quotes: ${name}="r1".` };
      to = rooms;
    } else if (name === "broadcast" || name === "include_self") {
      if (value !== "True" && value !== "False") return { problem: `${name} is True or False, with a capital letter.` };
      if (name === "broadcast") broadcast = value === "True";
      else includeSelf = value === "True";
    } else if (name === "skip_sid") {
      if (value !== "request.sid") return { problem: "The one to skip can only be the sender here: request.sid." };
      includeSelf = false;
    } else return { problem: `${name} is not one of to, room, broadcast, include_self and skip_sid.` };
  }
  // What is given as `to` beats `broadcast`; with neither, emit answers the sender alone.
  if (to) return { call: { on: includeSelf ? "io" : "socket", to } };
  if (broadcast) return { call: includeSelf ? { on: "io" } : { on: "socket", broadcast: true } };
  if (!includeSelf)
    return {
      problem:
        "Without a room and without broadcast=True only A would get it; include_self=False takes A out too. Nobody is left.",
    };
  return { call: { on: "socket" } };
}

/** Cuts at commas outside brackets. */
function splitArguments(text: string): string[] {
  return text
    .split(/,(?![^[(]*[\])])/)
    .map((argument) => argument.trim())
    .filter((argument) => argument !== "");
}

function roomsOf(text: string): string[] | null {
  const list = /^[[(](.*)[\])]$/s.exec(text.trim())?.[1]?.replace(/,\s*$/, "") ?? text;
  const rooms = splitArguments(list).map(stringOf);
  return rooms.length > 0 && rooms.every((room) => room !== null) ? (rooms as string[]) : null;
}

function stringOf(text: string): string | null {
  return STRING.exec(text.trim())?.[2] ?? null;
}

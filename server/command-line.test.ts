import { describe, expect, test } from "vitest";
import { readCommandLine, UsageError } from "./command-line.ts";

const DEFAULTS = { host: "127.0.0.1", port: undefined, origins: [], programs: undefined, limits: {}, log: "error" };

test("without options: this machine only, and no port that was asked for", () => {
  expect(readCommandLine([], {})).toEqual(DEFAULTS);
});

test("reads every option", () => {
  const args =
    "--port 4000 --host 0.0.0.0 --origin https://a.example --origin https://b.example --programs mine --log info" +
    " --limit lab.connections=300 --limit labs=5";
  expect(readCommandLine(args.split(" "), {})).toEqual({
    host: "0.0.0.0",
    port: 4_000,
    origins: ["https://a.example", "https://b.example"],
    programs: "mine",
    limits: { "lab.connections": 300, labs: 5 },
    log: "info",
  });
});

test("takes the port from PORT, and from --port before that", () => {
  expect(readCommandLine([], { PORT: "4001" })).toEqual({ ...DEFAULTS, port: 4_001 });
  expect(readCommandLine(["--port", "4000"], { PORT: "4001" })).toEqual({ ...DEFAULTS, port: 4_000 });
  expect(readCommandLine([], { PORT: "" })).toEqual(DEFAULTS);
});

test.each([["--help"], ["-h"]])("%s asks for help", (option) => {
  expect(readCommandLine([option], {})).toBe("help");
});

describe("says what is wrong with", () => {
  test.each([
    [["--port", "http"], "--port takes a number from 0 to 65535, not http"],
    [["--port", "65536"], "--port takes a number from 0 to 65535, not 65536"],
    [["--port", "-1"], /port/],
    [["--limit", "nothing=1"], /^There is no limit named nothing\. The limits are message\.bytes, /],
    [["--limit", "toString=1"], /^There is no limit named toString\./],
    [["--limit", "labs"], "--limit labs takes a whole number: --limit labs=10"],
    [["--limit", "labs=many"], "--limit labs takes a whole number: --limit labs=10"],
    [["--limit", "labs=1=2"], "--limit labs takes a whole number: --limit labs=10"],
    [["--limit", "labs=-1"], "--limit labs takes a whole number: --limit labs=10"],
    [["--log", "debug"], "--log takes error or info, not debug"],
    [["--nothing"], /--nothing/],
    [["something"], /something/],
  ])("%j", (args, message) => {
    const read = () => readCommandLine(args, {});
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});

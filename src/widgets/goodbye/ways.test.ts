import { describe, expect, test } from "vitest";
import { type Draft, nextName, orderText, readDraft } from "./ways.ts";

const draft = (changes: Partial<Draft>): Draft => ({ way: "close", code: "", reason: "", size: "", ...changes });

describe("what the learner fills in is read as a program would have it", () => {
  test.each<[Partial<Draft>, string]>([
    [{}, "ws.close()"],
    [{ reason: "left over" }, "ws.close()"],
    [{ code: " 1000 " }, "ws.close(1000)"],
    [{ code: "4001", reason: 'say "no"' }, 'ws.close(4001, "say \\"no\\"")'],
    [{ code: "1006" }, "ws.close(1006)"],
    [{ way: "serverClose" }, "server: ws.close()"],
    [{ way: "serverClose", code: "4001", reason: "why" }, 'server: ws.close(4001, "why")'],
    [{ way: "large", size: "1025" }, 'ws.send("xxx…"), 1,025 bytes'],
    [{ way: "large", size: "100000" }, 'ws.send("xxx…"), 100,000 bytes'],
    [{ way: "vanish", code: "nonsense" }, "server: ws.terminate()"],
    [{ way: "restart" }, "the server is restarted"],
    [{ way: "cut", size: "-1" }, "the cable is cut"],
    [{ way: "end" }, "the cable hangs up"],
  ])("%o", (changes, text) => {
    const read = readDraft(draft(changes));
    expect("order" in read ? orderText(read.order) : read.problem).toBe(text);
  });

  test.each<[Partial<Draft>, string]>([
    [{ code: "one" }, "A code is a whole number; leave it empty for none."],
    [{ code: "-1" }, "A code is a whole number; leave it empty for none."],
    [{ way: "serverClose", code: "4001.5" }, "A code is a whole number; leave it empty for none."],
    [{ way: "large" }, "A number of bytes from 1 to 100,000."],
    [{ way: "large", size: "0" }, "A number of bytes from 1 to 100,000."],
    [{ way: "large", size: "100001" }, "A number of bytes from 1 to 100,000."],
    [{ way: "large", size: "1e3" }, "A number of bytes from 1 to 100,000."],
  ])("or not: %o", (changes, problem) => {
    expect(readDraft(draft(changes))).toEqual({ problem });
  });
});

test("a client gets a name that nobody has had", () => {
  expect(nextName(new Set())).toBe("A");
  expect(nextName(new Set(["A", "C"]))).toBe("B");
  expect(nextName(new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))).toBe("A2");
  expect(nextName(new Set([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A2"]))).toBe("B2");
});

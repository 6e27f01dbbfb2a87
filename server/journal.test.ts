import { expect, test } from "vitest";
import { createJournal, type Level } from "./journal.ts";
import { TestServer } from "./testing/server.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function write(level: Level) {
  const lines: string[] = [];
  const journal = createJournal(level, (line) => lines.push(line));
  return { journal, lines };
}

test("one JSON object a line: when, how grave, what, and what else is known", () => {
  const { journal, lines } = write("info");
  journal.info("lab.opened", { program: "13-who", text: "two\nlines" });
  journal.error("uncaught");
  expect(lines.map((line) => line.indexOf("\n") === line.length - 1)).toEqual([true, true]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { time: expect.stringMatching(TIME), level: "info", event: "lab.opened", program: "13-who", text: "two\nlines" },
    { time: expect.stringMatching(TIME), level: "error", event: "uncaught" },
  ]);
});

test("says nothing but errors, unless it is asked to", () => {
  const { journal, lines } = write("error");
  journal.info("lab.opened");
  journal.error("uncaught");
  expect(lines).toEqual([expect.stringContaining('"uncaught"')]);
});

test("a server tells of labs that come and go, and of whom it refuses", async () => {
  const { journal, lines } = write("info");
  const server = await TestServer.start({ journal });
  await server.delete(await server.open());
  await server.fetch("/healthz", { headers: { Origin: "http://evil.example" } });
  await server.stop();
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events).toMatchObject([
    { event: "lab.opened", program: "probe", labs: 1 },
    { event: "lab.deleted", program: "probe", labs: 0 },
    { event: "refused", code: "origin.foreign", address: "127.0.0.1", origin: "http://evil.example" },
  ]);
});

test("a program that cannot be started is an error, with what it threw", async () => {
  const { journal, lines } = write("error");
  const server = await TestServer.start({ journal });
  const response = await server.fetch("/api/labs", { method: "POST", body: '{"program":"broken"}' });
  expect([response.status, await response.json()]).toMatchObject([500, { error: { code: "program.broken" } }]);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    event: "program.broken",
    program: "broken",
    error: expect.stringMatching(/^Error: does not start\n/),
  });
  await server.stop();
});

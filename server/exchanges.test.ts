import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Cable } from "./cable.ts";
import { Exchanges, type Stretch, type StretchHolder } from "./exchanges.ts";
import { Recorder } from "./recorder.ts";
import { clientOf, isLog, labTarget } from "./target.ts";

/** A lab that only writes its log. */
class TestLab implements StretchHolder {
  readonly recorder = new Recorder({ bytes: 10_000_000, records: 100_000 });
  readonly #cables: Cable[] = [];
  #stretches = 0;

  openStretch({ cable }: Stretch): { conn: number; connection: number } {
    if (!this.#cables.includes(cable)) this.#cables.push(cable);
    return { conn: ++this.#stretches, connection: this.#cables.indexOf(cable) + 1 };
  }
  closeStretch(): void {}
  faultsOf(): undefined {}

  /** One line a record: `c1 > bytes` from the client, `c1 < bytes` from the server, or a note. */
  get log(): string[] {
    return Array.from({ length: this.recorder.next }, (_, i) => {
      const record = this.recorder.at(i);
      if (record.type === "bytes")
        return `c${record.conn} ${record.from === "client" ? ">" : "<"} ${Buffer.from(record.bytes).toString("latin1")}`;
      const { kind, client, data } = record.note;
      return `c${record.conn} ${kind} ${client ?? "-"} ${Object.values(data).join(" ")}`;
    });
  }

  /** All bytes of one direction. */
  all(direction: ">" | "<"): string {
    return this.log
      .filter((line) => / ([<>])/.exec(line)?.[1] === direction)
      .map((line) => line.replace(/^c\d+ . /s, ""))
      .join("");
  }
}

function connect(...names: string[]) {
  const labs = new Map(names.map((name) => [name, new TestLab()]));
  const find = (target: string) => {
    const to = labTarget(target);
    const lab = to && !isLog(to) ? labs.get(to.id) : undefined;
    return lab && { lab, client: clientOf(target) };
  };
  const cable = new Cable(new Socket(), (self) => new Exchanges(self, find));
  const tap = cable.tap as Exchanges;
  return {
    tap,
    labs,
    up: (...pieces: string[]) => pieces.forEach((piece) => tap.fromClient(Buffer.from(piece, "latin1"))),
    down: (...pieces: string[]) => pieces.forEach((piece) => tap.fromServer(Buffer.from(piece, "latin1"))),
    log: (name: string) => labs.get(name)!.log,
  };
}

const get = (target: string, ...headers: string[]) => [`GET ${target} HTTP/1.1`, ...headers, "", ""].join("\r\n");
const post = (target: string, body: string) =>
  `POST ${target} HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const upgrade = (target: string) => get(target, "Upgrade: websocket", "Connection: Upgrade");
const SWITCH = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

describe("a request to a lab", () => {
  test("is its log's from the first byte, and so is the answer to the last", () => {
    const { up, down, log } = connect("x");
    up(get("/labs/x/news?client=A"));
    down(ok("hello"));
    expect(log("x")).toEqual(["c1 open A 1 false", `c1 > ${get("/labs/x/news?client=A")}`, `c1 < ${ok("hello")}`]);
  });

  test("what is held until its line is complete leaves in one record with the rest", () => {
    const { up, log } = connect("x");
    up("GET /la", "bs/x/ HT", "TP/1.1\r\nHost: a\r\n", "\r\n");
    expect(log("x")).toEqual(["c1 open - 1 false", "c1 > GET /labs/x/ HTTP/1.1\r\nHost: a\r\n", "c1 > \r\n"]);
  });

  test.each(["/", "/labs/unknown/", "/labs/x/log", "/labs/x/log?follow=0", "/labs/", "/labs/x.js", "/api/labs"])(
    "%s is nobody's",
    (target) => {
      const { up, down, log } = connect("x");
      up(get(target));
      down(ok("hello"));
      expect(log("x")).toEqual([]);
    },
  );

  test.each(["http://localhost:3000/labs/x/news", "HTTP://LOCALHOST/labs/x/news"])(
    "%s, as one would ask a proxy, is the lab's, too",
    (target) => {
      const { up, log } = connect("x");
      up(get(target));
      expect(log("x")).toEqual(["c1 open - 1 false", `c1 > ${get(target)}`]);
    },
  );
});

describe("a stretch", () => {
  test("goes on over requests of the same lab and client", () => {
    const { up, down, log } = connect("x");
    up(get("/labs/x/1?client=A"));
    down(ok("1"));
    up(post("/labs/x/2?client=A", "body"));
    down(ok("2"));
    expect(log("x").filter((line) => !/[<>]/.test(line))).toEqual(["c1 open A 1 false"]);
    expect(log("x")).toHaveLength(5);
  });

  test("is released when the next request is for something else", () => {
    const { up, down, log } = connect("x");
    up(get("/labs/x/1"));
    down(ok("1"));
    expect(log("x").at(-1)).toBe(`c1 < ${ok("1")}`);
    up(get("/index.html"));
    down(ok("page"));
    expect(log("x").slice(-2)).toEqual([`c1 < ${ok("1")}`, "c1 close - released client"]);
  });

  test("is another one for another client on the same connection, and for the same client later", () => {
    const { up, down, log } = connect("x");
    for (const client of ["A", "B", "A"]) {
      up(get(`/labs/x/?client=${client}`));
      down(ok(client));
    }
    expect(log("x").filter((line) => !/[<>]/.test(line))).toEqual([
      "c1 open A 1 false",
      "c2 open B 1 true",
      "c1 close A released client",
      "c3 open A 1 true",
      "c2 close B released client",
    ]);
  });

  test("keeps two labs on one connection apart", () => {
    const { up, down, log } = connect("x", "y");
    up(get("/labs/x/"));
    down(ok("x's"));
    up(get("/labs/y/"));
    down(ok("y's"));
    expect(log("x").join("")).not.toContain("y");
    expect(log("y")).toEqual(["c1 open - 1 true", `c1 > ${get("/labs/y/")}`, `c1 < ${ok("y's")}`]);
  });

  test("waits for the answers to its requests when the next ones do not (pipelining)", () => {
    const { up, down, labs, log } = connect("x", "y");
    up(get("/labs/x/1") + get("/labs/x/2") + get("/labs/y/1") + get("/other"));
    expect(log("x")).toEqual(["c1 open - 1 false", `c1 > ${get("/labs/x/1")}${get("/labs/x/2")}`]);
    down(ok("x1") + ok("x2") + ok("y1") + ok("other"));
    expect([labs.get("x")!.all("<"), labs.get("y")!.all("<")]).toEqual([ok("x1") + ok("x2"), ok("y1")]);
    expect([log("x").at(-1), log("y").at(-1)]).toEqual(["c1 close - released client", "c1 close - released client"]);
  });

  test.each(["end", "reset"] as const)("is closed when the connection ends: %s", (how) => {
    const { tap, up, down, log } = connect("x");
    up(get("/labs/x/1"));
    down(ok("1"));
    tap.closed(how, "server");
    expect(log("x").at(-1)).toBe(`c1 close - ${how} server`);
  });

  test("has what the server says of itself about a request that never gets whole", () => {
    const { up, down, log } = connect("x");
    up("GET /labs/x/ HTTP/1.1\r\nHost: a");
    down("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    expect(log("x").at(-1)).toBe("c1 < HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
  });

  test("bytes that are no request are nobody's", () => {
    const { up, down, log } = connect("x");
    up("hello /labs/x/ there\r\n\r\n");
    down("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(log("x")).toEqual([]);
  });
});

describe("after a switch of protocols", () => {
  test("everything is the lab's, to the end of the connection; the answer and first frames are one record", () => {
    const { tap, up, down, log } = connect("x");
    up(upgrade("/labs/x/ws?client=A"));
    down(`${SWITCH}\x81\x02hi`);
    up("\x81\x80aaaa");
    down("\x81\x00");
    up(get("/index.html")); // no HTTP any more, whatever it looks like
    tap.closed("end", "client");
    expect(log("x")).toEqual([
      "c1 open A 1 false",
      `c1 > ${upgrade("/labs/x/ws?client=A")}`,
      `c1 < ${SWITCH}\x81\x02hi`,
      "c1 > \x81\x80aaaa",
      "c1 < \x81\x00",
      `c1 > ${get("/index.html")}`,
      "c1 close A end client",
    ]);
  });

  test("a log stream stays nobody's", () => {
    const { up, down, log } = connect("x");
    up(upgrade("/labs/x/log"));
    down(SWITCH, "\x82\x01x");
    up("\x81\x80aaaa");
    expect(log("x")).toEqual([]);
  });

  test("what the client sent before the answer comes after it", () => {
    const { up, down, log } = connect("x");
    up(`${upgrade("/labs/x/ws")}\x81\x80`, "aaaa");
    down(SWITCH);
    expect(log("x").slice(1)).toEqual([`c1 > ${upgrade("/labs/x/ws")}`, `c1 < ${SWITCH}`, "c1 > \x81\x80aaaa"]);
  });

  test("the record is not what ws unmasks in place", () => {
    const { tap, up, down, log } = connect("x");
    up(upgrade("/labs/x/ws"));
    down(SWITCH);
    const bytes = Buffer.from("\x81\x85aaaahello", "latin1");
    tap.fromClient(bytes);
    bytes.fill(0);
    expect(log("x").at(-1)).toBe("c1 > \x81\x85aaaahello");
  });

  test("an upgrade that was refused leaves HTTP", () => {
    const { up, down, log } = connect("x");
    up(upgrade("/labs/x/ws") + get("/other"));
    down("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    down(ok("other"));
    expect(log("x").slice(1)).toEqual([
      `c1 > ${upgrade("/labs/x/ws")}`,
      "c1 < HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
      "c1 close - released client",
    ]);
  });
});

test("whatever pieces the bytes come in, each lab gets the same", () => {
  const requests = [
    get("/labs/x/1?client=A"),
    post("/labs/y/", "two"),
    get("/"),
    get("/labs/x/2?client=A"),
    upgrade("/labs/x/ws"),
  ];
  const answers = [
    ok("one"),
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n",
    ok("page"),
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    SWITCH,
  ];
  const [allRequests, allAnswers] = [requests.join(""), answers.join("")];
  for (let size = 1; size < allRequests.length; size++) {
    const { up, down, labs } = connect("x", "y");
    for (let at = 0; at < allRequests.length; at += size) up(allRequests.slice(at, at + size));
    for (let at = 0; at < allAnswers.length; at += size) down(allAnswers.slice(at, at + size));
    const [x, y] = [labs.get("x")!, labs.get("y")!];
    expect([x.all(">"), x.all("<"), y.all(">"), y.all("<")]).toEqual([
      requests[0]! + requests[3]! + requests[4]!,
      answers[0]! + answers[3]! + answers[4]!,
      requests[1],
      answers[1],
    ]);
  }
});

test("cookies are marked where they stand in the record, also behind other requests and in pieces", () => {
  const { up, labs } = connect("x");
  const head = get("/labs/x/", "Cookie: sid=abc");
  up(get("/") + head);
  up("GET /labs/x/ HT", "TP/1.1\r\nCook", "ie: sid=a", "bc\r\n\r\n");
  const { recorder } = labs.get("x")!;
  const seen = (known: string[]) =>
    Array.from({ length: recorder.next }, (_, i) => recorder.at(i, new Set(known)))
      .map((record) => (record.type === "bytes" ? Buffer.from(record.bytes).toString() : ""))
      .join("");
  expect(seen(["sid=abc"])).toBe(head + head);
  expect(seen([])).toBe((head + head).replaceAll("sid=abc", "*******"));
});

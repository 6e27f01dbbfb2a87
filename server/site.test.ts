import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestServer } from "./testing/server.ts";

const PAGE = `<!doctype html><title>Home</title>${"x".repeat(2_000)}`;
const SECRET = "not of the site";

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wirelight-"));
  const files: Record<string, string | Buffer> = {
    "secret.txt": SECRET,
    "dist/index.html": PAGE,
    "dist/index.html.br": brotliCompressSync(PAGE),
    "dist/index.html.gz": gzipSync(PAGE),
    "dist/lessons/03/index.html": "lesson 3",
    "dist/_astro/app.Ab12.js": "export {};",
    "dist/404.html": "our own page for what is not there",
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  server = await TestServer.start({ site: join(folder, "dist") });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** The answer to a request line, as bytes: `fetch` would tidy the path first. */
async function raw(target: string, ...headers: string[]): Promise<string> {
  const client = await server.raw();
  client.request(`GET ${target} HTTP/1.1`, "Host: localhost", "Connection: close", ...headers);
  const closed = await client.closed;
  expect(closed).toBe("end");
  return client.text;
}

test.each([
  ["br", "br, gzip"],
  ["gzip", "gzip"],
  [null, "identity"],
])("a page is sent as %s to whoever accepts %s", async (encoding, accepts) => {
  const response = await server.fetch("/", { headers: { "Accept-Encoding": accepts } });
  expect([response.status, response.headers.get("content-encoding")]).toEqual([200, encoding]);
  expect(response.headers.get("vary")).toBe("Accept-Encoding");
  expect(await response.text()).toBe(PAGE);
});

test("a folder is its page", async () => {
  expect(await (await server.fetch("/lessons/03/")).text()).toBe("lesson 3");
});

test("what has its hash in its name is kept for ever, pages are asked for again", async () => {
  const cacheControl = async (path: string) => (await server.fetch(path)).headers.get("cache-control");
  expect(await cacheControl("/_astro/app.Ab12.js")).toBe("public, max-age=31536000, immutable");
  expect(await cacheControl("/lessons/03/")).toBe("no-cache");
  const { headers } = await server.fetch("/");
  const again = await server.fetch("/", { headers: { "If-None-Match": headers.get("etag")! } });
  expect(again.status).toBe(304);
});

const forFiles = { "cross-origin-resource-policy": "same-origin", "x-content-type-options": "nosniff" };
const forPages = { "content-security-policy": "frame-ancestors 'none'", "referrer-policy": "no-referrer" };

test.each(["/", "/nothing"])("%s has the headers that a page cannot set itself", async (path) => {
  const { headers } = await server.fetch(path);
  expect(Object.fromEntries(headers)).toMatchObject({ ...forFiles, ...forPages });
});

test("a script has the headers of a file, and not those of a page", async () => {
  const { headers } = await server.fetch("/_astro/app.Ab12.js");
  expect(Object.fromEntries(headers)).toMatchObject(forFiles);
  // Nor what a browser would ask with whether it has changed: it never does.
  for (const name of [...Object.keys(forPages), "etag", "last-modified"]) expect(headers.has(name), name).toBe(false);
});

test("what is not there is answered with the site's own page", async () => {
  const response = await server.fetch("/nothing");
  expect([response.status, await response.text()]).toEqual([404, "our own page for what is not there"]);
  expect((await server.fetch("/nothing", { method: "HEAD" })).status).toBe(404);
});

test("only GET and HEAD", async () => {
  const response = await server.fetch("/", { method: "POST" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

describe("no path leads out of the site", () => {
  test.each([
    "/../secret.txt",
    "/_astro/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%252e%252e%252fsecret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/..%c0%afsecret.txt",
    "//../secret.txt",
    "/./../secret.txt",
    "/.../secret.txt",
    "/%00/../secret.txt",
    "/secret.txt%00.html",
    "/%",
    "/%zz",
    "/labs/../../secret.txt",
    "/labs/%2e%2e/secret.txt",
    "/labs/x%2f..%2f..%2fsecret.txt",
    "/api/labs/../../../secret.txt",
    "http://localhost/../secret.txt",
    "/etc/passwd",
  ])("%s", async (target) => {
    const answer = await raw(target);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(answer).not.toContain(SECRET);
  });

  test("nor a name that is given to a program", async () => {
    for (const program of ["../secret.txt", "..%2f", "/etc/passwd", "13-who/../13-who", "13-who\0"]) {
      const response = await server.fetch("/api/labs", { method: "POST", body: JSON.stringify({ program }) });
      expect(response.status).toBe(404);
    }
  });
});

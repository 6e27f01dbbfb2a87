/** The built site: files with the compressed forms that the build has made, and the headers that a page cannot set itself. */
import { readFileSync } from "node:fs";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

/** On every answer of the site. */
const FILE_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/**
 * On what a browser may show as a page. The rest of the policy is in the pages (a `meta` made by the build, which knows
 * the hashes); these do not work from there. Cross-Origin-Opener-Policy is left out: on `http://192.168.…` browsers
 * ignore it and complain about it on every page.
 */
const PAGE_HEADERS = {
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
};

/** Files whose names change with their content. */
const HASHED = /^\/_astro\//;

/** @param folder of the built site */
export function createSite(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
  const notFound = readPage(join(folder, "404.html"));
  const serve = sirv(folder, {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, path) => {
      if (HASHED.test(path)) leanHeaders(response);
      else response.setHeader("Cache-Control", "no-cache");
    },
  });
  return (request, response) => {
    setAll(response, FILE_HEADERS);
    setAll(response, PAGE_HEADERS);
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { Allow: "GET, HEAD", "Content-Length": 0 }).end();
      return;
    }
    serve(request, response, () => {
      response.writeHead(404, {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": notFound.length,
        "Cache-Control": "no-store",
      });
      response.end(request.method === "HEAD" ? undefined : notFound);
    });
  };
}

/** By these a browser would ask whether a file has changed. */
const VALIDATORS = ["ETag", "Last-Modified"];

/** Scripts and styles are many and small: what only a page needs, or only a second request, would be a third of some. */
function leanHeaders(response: ServerResponse): void {
  // sirv gives them to `writeHead`, in an object made for this answer.
  const writeHead = response.writeHead.bind(response) as (
    status: number,
    headers: OutgoingHttpHeaders,
  ) => ServerResponse;
  response.writeHead = (status: number, headers: unknown) => {
    for (const name of VALIDATORS) delete (headers as OutgoingHttpHeaders)[name];
    return writeHead(status, headers as OutgoingHttpHeaders);
  };
  response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
  for (const name of Object.keys(PAGE_HEADERS)) response.removeHeader(name);
}

function setAll(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function readPage(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.from("<!doctype html><title>Not found</title><p>There is no page here.\n");
  }
}

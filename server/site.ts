/** The built site: files with the compressed forms that the build has made, and the headers that a page cannot set itself. */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

/**
 * On every answer of the site. The rest of the policy is in the pages (a `meta` made by the build, which knows the
 * hashes); these do not work from there. Cross-Origin-Opener-Policy is left out: on `http://192.168.…` browsers ignore
 * it and complain about it on every page.
 */
const SECURITY_HEADERS = {
  "Content-Security-Policy": "frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
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
      response.setHeader("Cache-Control", HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
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

function readPage(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.from("<!doctype html><title>Not found</title><p>There is no page here.\n");
  }
}

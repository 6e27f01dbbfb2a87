/** What the bundled server is started with, and what it gives back. */
import type { Server as HttpServer } from "node:http";
import type { Limits } from "../protocol/limits.ts";
import type { Journal } from "./journal.ts";

export interface AppOptions {
  /** The address to listen on. Default `127.0.0.1`. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Further origins whose pages may call, e.g. `https://course.example`; their hosts are allowed in Host, too. */
  origins?: readonly string[];
  /** Limits that differ from protocol/limits.ts. */
  limits?: Partial<Limits>;
  /** A folder of programs besides the bundled ones: `<name>/server.ts` or `.js` each. */
  programs?: string;
  /** The folder of the built site; null or absent: no site, only the labs and their API. */
  site?: string | null;
  /** Milliseconds between two looks for labs that nobody uses any more (limit `lab.idle`). Default a minute. */
  sweepInterval?: number;
  /** Where events of the server itself go. Default: errors to stderr, one JSON object a line. */
  journal?: Journal;
}

export interface App {
  /**
   * Starts listening.
   * @throws the error of `net.Server` (`EADDRINUSE` …)
   */
  listen(): Promise<{ port: number; url: string }>;
  /**
   * Serves the same routes on another HTTP server (Vite's, in development): whatever is not ours falls through to the
   * listeners that it had, and so do upgrades whose Sec-WebSocket-Protocol begins with `vite-`.
   */
  attach(server: HttpServer): void;
  /** Closes every WebSocket with 1001, every connection after them, and stops all labs. Resolves within 2 s. */
  close(): Promise<void>;
}

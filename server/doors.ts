/**
 * Who may call. A page of another site must not reach this server through somebody's browser: neither by a name that
 * suddenly means this machine (DNS rebinding; Host tells), nor across origins (Origin tells).
 */
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "../protocol/errors.ts";

export class Doors {
  readonly #origins: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;

  /**
   * @param origins further origins whose pages may call; their hosts are allowed in Host
   * @throws TypeError when one of them is no http(s) origin
   */
  constructor(origins: readonly string[] = [], machine = hostname()) {
    const urls = origins.map(parseOrigin);
    this.#origins = new Set(urls.map((url) => url.origin));
    const own = machine.toLowerCase();
    this.#names = new Set(["localhost", own, `${own}.local`, ...urls.map((url) => url.hostname)]);
  }

  /** Whether this Host is this server: an IP address, localhost, this machine's name, or a host of an allowed origin. */
  allowsHost(host: string | undefined): boolean {
    const name = parseAuthority(host)?.hostname;
    return name !== undefined && (isIP(name.replace(/^\[|\]$/g, "")) !== 0 || this.#names.has(name));
  }

  /** Whether this Origin, where there is one, is http and that Host, or an allowed origin. Scripts send none. */
  allowsOrigin(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return true;
    return this.#origins.has(origin) || origin === parseAuthority(host)?.origin;
  }

  /** Why a request with these headers is refused; undefined: it is not. There is one Host (RFC 9112 §3.2). */
  refusal(
    { host: hosts, origin: origins }: IncomingMessage["headersDistinct"],
    anyOrigin = false,
  ): ErrorCode | undefined {
    const host = hosts?.length === 1 ? hosts[0] : undefined;
    if (!this.allowsHost(host)) return "host.foreign";
    return anyOrigin || this.allowsOrigin(origins?.join(), host) ? undefined : "origin.foreign";
  }
}

function parseOrigin(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, ""))
    throw new TypeError(`--origin takes an origin like https://course.example, not ${text}`);
  return url;
}

/** Host and nothing else: `URL` would forgive a path, credentials or spaces. */
function parseAuthority(host: string | undefined): URL | undefined {
  if (host === undefined || !/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(host)) return undefined;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
}

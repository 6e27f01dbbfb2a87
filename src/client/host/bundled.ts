/** The bundled server as a lab host: labs live on the page's own origin, under `/labs/<id>/`. */
import type { Env } from "../env.ts";
import { HostError, type Host, type LabAddress, type ProgramInfo } from "./host.ts";
import { addressInLab } from "./in-lab.ts";
import { openStream } from "./stream.ts";

export function bundledHost(env: Env): Host {
  const ws = env.origin.replace(/^http/, "ws");
  return {
    origin: env.origin,
    reach: async (url) => (await import("./reach.ts")).reach(env.fetch, url),
    programs: () => ask<ProgramInfo[]>(env, "GET", "/api/programs"),
    open: (program) => ask<LabAddress>(env, "POST", "/api/labs", { program }),
    join: (id, program) => addressOf(id, program),
    webSocket: (lab, client, { url, path = lab.ws.slice(lab.http.length), protocols } = {}) =>
      new env.WebSocket(url ?? addressInLab(ws + lab.http, path, client), protocols),
    async socketIO(lab, client, { namespace = "/", url, path, ...options } = {}) {
      const { io } = await import("socket.io-client");
      const always = { autoConnect: false, forceNew: true, ...options };
      if (url !== undefined) return io(url, { ...always, ...(path !== undefined && { path }) });
      const query = { ...options.query, client };
      const inLab =
        path === undefined ? lab.socketio : new URL(addressInLab(env.origin + lab.http, path, client)).pathname;
      return io(env.origin + namespace, { ...always, path: inLab, query });
    },
    request: (lab, path, init) => env.fetch(env.origin + lab.http + path, init),
    eventSource: (lab, path) => new env.EventSource(env.origin + lab.http + path),
    stream: (lab, reader) => openStream(env, ws + lab.log, lab.key, reader),
  };
}

/**
 * Where the doors of a lab are (docs/guides/protocol.md).
 * @throws {HostError} for what is no id: it comes from a link, and anything may stand there.
 */
function addressOf(id: string, program: string): LabAddress {
  if (!/^[\w-]{1,64}$/.test(id))
    throw new HostError("page.link", "This link names no lab.", "Ask for it again, or leave out what follows the #.");
  const base = `/labs/${id}/`;
  return { id, program, http: base, ws: `${base}ws`, socketio: `${base}socket.io/`, log: `${base}log` };
}

async function ask<T>(env: Env, method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await env.fetch(env.origin + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  } catch {
    throw new HostError(
      "page.unreachable",
      "The server did not answer.",
      "Is it still running? Start it again with npm start.",
    );
  }
  const answer = (await response.json().catch(() => null)) as {
    error?: { code: string; message: string; hint: string };
  } | null;
  if (response.ok && answer) return answer as T;
  const { code, message, hint } = answer?.error ?? {
    code: "page.answer",
    message: `The server answered ${method} ${path} with ${response.status} and no reason.`,
    hint: "Is there another server on this port, or a proxy in between?",
  };
  throw new HostError(code, message, hint);
}

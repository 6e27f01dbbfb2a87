/** The page's two clients of this lab: A, a raw WebSocket, and B, a client of Socket.IO. */
import type { ClientState } from "../../client/clients/client.ts";
import type { Pulse } from "../../client/heartbeats.ts";
import type { LabSession } from "../../client/lab.ts";
import type { Readable } from "../../client/value.ts";
import { RawClient } from "../../client/clients/raw.ts";
import { SocketIoClient } from "../../client/clients/socket-io.ts";

export interface End {
  readonly state: Readable<ClientState>;
  connect(): Promise<void>;
  close(): void;
}

export const CLIENTS = [
  { letter: "A", layer: "websocket" },
  { letter: "B", layer: "engine.io" },
] as const satisfies { letter: string; layer: Pulse["layer"] }[];

export type Letter = (typeof CLIENTS)[number]["letter"];

/** @returns the ends, and what closes them for good */
export function endsIn(lab: LabSession): { ends: Record<Letter, End>; release: () => void } {
  const raw = lab.own(new RawClient(lab, "A"));
  const socketIo = lab.own(new SocketIoClient(lab, "B"));
  return {
    ends: {
      A: { state: raw.state, connect: () => raw.connect(), close: () => raw.close(1000) },
      B: {
        state: socketIo.state,
        // Over a WebSocket alone: its one line can then be frozen, and nothing goes another way.
        connect: () => socketIo.connect({ transports: ["websocket"] }),
        close: () => socketIo.close(),
      },
    },
    release() {
      lab.release(raw);
      lab.release(socketIo);
    },
  };
}

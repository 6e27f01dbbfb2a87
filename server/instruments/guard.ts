/**
 * Socket.IO's decoder, with limits. They sit here and not in `socket.use`, which never sees acknowledgements and connect
 * packets, and before anything walks through the values by recursion: an 8 KB array nested 4,000 deep ends a process
 * whose handler sends it on.
 */
import * as parser from "socket.io-parser";
import type { ErrorCode } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import { scope } from "./scope.ts";

type Packet = parser.Packet;

/** The decoder as it is at run time: TypeScript is told that `decodeString` is private. */
const OpenDecoder = parser.Decoder as unknown as new () => {
  add(data: unknown): void;
  decodeString(text: string): Packet;
};

/** For Socket.IO's `parser` option. */
export function guardedParser(limits: Limits): typeof parser {
  class GuardedDecoder extends OpenDecoder {
    override add(data: unknown): void {
      try {
        super.add(data);
      } catch (error) {
        scope.getStore()?.session?.refuse(error instanceof Refusal ? error.code : "message.malformed");
        throw error; // Socket.IO ends the connection
      }
    }

    // `decodeString` is what every packet goes through first, those with attachments too.
    override decodeString(text: string): Packet {
      const packet = super.decodeString(text);
      const { data } = packet as { data?: unknown };
      const names = packet.type === parser.PacketType.EVENT || packet.type === parser.PacketType.BINARY_EVENT ? 1 : 0;
      if (Array.isArray(data) && data.length - names > limits["message.arguments"])
        throw new Refusal("message.arguments");
      if (nestsDeeper(data, limits["message.depth"])) throw new Refusal("message.depth");
      return packet;
    }
  }
  return { ...parser, Decoder: GuardedDecoder as unknown as typeof parser.Decoder };
}

class Refusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** Goes down at most `levels`, so its own recursion is bounded. */
function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => nestsDeeper(item, levels - 1));
}

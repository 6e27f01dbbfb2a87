/** For tests of what one client does to others: a neighbour's lab, which must go on answering. */
import { afterAll, afterEach, beforeAll } from "vitest";
import type { ErrorCode } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Data } from "../../protocol/log.ts";
import { TestServer, type LabAddress } from "./server.ts";
import type { WebSocketClient } from "./web-socket-client.ts";

/** Milliseconds within which a neighbour's lab must answer, whatever happens beside it. A machine may stall, too. */
const PATIENCE = 2_000;

type Refusal = Data["app"]["refusal"];

/** A server for one test file; after each test, somebody else's lab on it is asked whether it is well. */
export class Neighbourhood {
  server!: TestServer;

  constructor(limits: Partial<Limits> = {}) {
    let neighbour: WebSocketClient;
    beforeAll(async () => {
      this.server = await TestServer.start({ limits });
      neighbour = await this.server.webSocket((await this.server.open()).ws);
    });
    afterEach(async () => {
      const began = performance.now();
      neighbour.send("are you well?");
      const answer = await neighbour.next();
      const took = performance.now() - began;
      if (answer !== "are you well?" || took > PATIENCE)
        throw new Error(`the neighbour's lab answered ${String(answer)} after ${took} ms`);
    });
    afterAll(() => this.server.stop());
  }

  /** What a lab's log says of a refusal, waited for. */
  async refusal(lab: LabAddress, code: ErrorCode): Promise<Refusal> {
    const isIt = (data: object): boolean => (data as Refusal).code === code;
    const entry = await this.server.seen(lab, ({ kind, data }) => kind === "refusal" && isIt(data));
    return entry.data as Refusal;
  }
}

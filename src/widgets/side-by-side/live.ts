/** The real thing behind the comparison; loaded when a button is pressed. */
import { browserEnv } from "../../client/env.ts";
import { labOf } from "../../client/lab.ts";
import type { Line } from "./player.ts";
import { Session } from "./session.ts";

/** @param gone called when the lab ends the connections of all widgets: it was started over */
export async function openLine(program: string, polling: boolean, gone: () => void): Promise<Line> {
  const lab = labOf(program);
  await lab.open();
  const session = new Session({ lab, after: browserEnv().after }, polling);
  const forget = lab.keep({ close: gone });
  return {
    play: (step, message) => session.play(step, message),
    close() {
      forget();
      session.close();
    },
  };
}

import { run } from "../run.ts";
import { Crowd } from "./crowd.ts";
import { expected, told } from "./outcome.ts";
import { GROUPS } from "./reference.ts";
import type { Group, ReferenceRow } from "./row.ts";
import { Tap } from "./tap.ts";

void run(
  import.meta.url,
  async ({ origin, path }, { say, sent, got, check }) => {
    const crowd = new Crowd(new Tap(origin, path));
    const runnable = await crowd.gather("main");
    // The Flask twin has the rows that Flask-SocketIO has a call for, and no other servers beside it.
    const isFlask = !runnable.has("io-volatile");
    const isHere = (side: Group["side"], { id, station, noFlask }: ReferenceRow) =>
      !isFlask || (side === "client" ? station === undefined : noFlask === undefined && runnable.has(id));

    for (const { title, side, rows } of GROUPS) {
      const here = rows.filter((row) => isHere(side, row));
      if (here.length > 0) say(`${title}.`);
      for (const row of here) {
        const want = expected({ ...row, ...(isFlask && row.flask) });
        const seen = told(await crowd.run(row, (heard) => heard.length >= want.heard.length));
        for (const packet of seen.packets) {
          const [clients, text] = packet.split(/ [←→] /) as [string, string];
          if (packet.includes("→")) sent(clients, text);
          else got(clients, text);
        }
        check(`${row.title}, ${row.id}: ${row.receivers || "nobody"}`, seen, want);
      }
    }
    crowd.close();
  },
  30_000,
);

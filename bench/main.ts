/**
 * `npm run bench`: what our server costs beside plain Socket.IO, bare ws and Flask-SocketIO, with the same chat, the same
 * clients and the same Node. All servers stand with all their clients connected; the rounds go around them in turn, so
 * that what disturbs the machine disturbs all. `--quick` for a short run whose figures are rough.
 */
import { parseArgs } from "node:util";
import { contenders, type Contender, type Running } from "./contenders.ts";
import { Load } from "./load.ts";
import { summarize, table, type Measurement, type Summary } from "./results.ts";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const CLIENTS = 300;
const PER_SECOND = 20;
const MESSAGES = options.quick ? 20 : 100;
const ROUNDS = options.quick ? 2 : 7;

interface Stand {
  contender: Contender;
  server: Running;
  load: Load;
  memoryPerConnection: number;
  rounds: Measurement[];
}

async function stand(contender: Contender): Promise<Stand> {
  const server = await contender.start(CLIENTS);
  const load = new Load(contender.protocol);
  // The first connections load code and warm caches: they are not what a connection costs.
  await load.connect(server.url, CLIENTS / 10);
  const before = await server.usage(true);
  await load.connect(server.url, CLIENTS);
  const after = await server.usage(true);
  const memoryPerConnection = (after.memory - before.memory) / (CLIENTS - CLIENTS / 10);
  return { contender, server, load, memoryPerConnection, rounds: [] };
}

async function measure({ server, load }: Stand): Promise<Measurement> {
  const before = await server.usage();
  const round = await load.round(MESSAGES, PER_SECOND);
  const after = await server.usage();
  return { ...round, cpu: after.cpu - before.cpu };
}

console.log(
  `${CLIENTS} clients each, ${MESSAGES} messages to all of them a round, ${ROUNDS} rounds, Node ${process.versions.node}`,
);
const stands: Stand[] = [];
try {
  for (const contender of contenders()) stands.push(await stand(contender));
  for (let round = 0; round <= ROUNDS; round++)
    for (const each of stands) {
      const measurement = await measure(each);
      // The first one warms up.
      if (round > 0) each.rounds.push(measurement);
    }
  const summaries = stands.map(({ contender, memoryPerConnection, rounds }) =>
    summarize(contender.name, memoryPerConnection, rounds),
  );
  console.log(table(summaries as [Summary, ...Summary[]]));
} finally {
  for (const { load, server } of stands) {
    load.close();
    await server.stop();
  }
}

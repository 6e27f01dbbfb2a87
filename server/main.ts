/** The command: options, signals, what is printed. The only module of the server with effects outside of itself. */
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { createApp, noteUncaught, type App } from "./app.ts";
import { HELP, readCommandLine, UsageError, type Command } from "./command-line.ts";
import { createJournal, type Journal } from "./journal.ts";

const SITE = join(import.meta.dirname, "../dist");
const DEFAULT_PORT = 3_000;
/** Ports that are tried where nobody asked for one. */
const PORTS = 100;

await main();

async function main(): Promise<void> {
  const command = readOptions();
  if (!command) return;
  const journal = createJournal(command.log);
  const { app, port } = await start(command, journal);
  surviveThrows(journal);
  stopOnSignals(app);
  const loopback = command.host === "0.0.0.0" || command.host === "::";
  const host = loopback ? "127.0.0.1" : command.host.includes(":") ? `[${command.host}]` : command.host;
  if (loopback) for (const address of lanAddresses()) console.log(`On this network: http://${address}:${port}/`);
  if (!existsSync(SITE))
    console.log("The site is not built: only the labs and their API are here. `npm run build` builds it.");
  console.log(`Wirelight is ready: http://${host}:${port}/`);
}

function readOptions(): Command | undefined {
  try {
    const command = readCommandLine(process.argv.slice(2), process.env);
    if (command !== "help") return command;
    process.stdout.write(HELP);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    fail(`${error.message}\n\n${HELP}`);
  }
  return undefined;
}

/** @returns a listening server; on the next free port, if nobody asked for a certain one */
async function start({ port, log: _log, ...options }: Command, journal: Journal): Promise<{ app: App; port: number }> {
  const site = existsSync(SITE) ? SITE : null;
  const last = port ?? DEFAULT_PORT + PORTS - 1;
  for (let attempt = port ?? DEFAULT_PORT; ; attempt++) {
    try {
      const app = await createApp({ ...options, port: attempt, site, journal });
      return { app, port: (await app.listen()).port };
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (taken && attempt < last) continue;
      fail(taken ? `Port ${attempt} is taken.` : `Cannot start: ${(error as Error).message}`);
      process.exit();
    }
  }
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}

function stopOnSignals(app: App): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** What nobody caught: a throw in a program's timer must not end the other labs. */
function surviveThrows(journal: Journal): void {
  const report = (error: unknown): void => {
    const fields = { error: String((error as Error | undefined)?.stack ?? error) };
    if (noteUncaught(error)) journal.info("program.threw", fields);
    else journal.error("uncaught", fields);
  };
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

/** For tests: what tshark, Wireshark's command line, reads in a file. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why tests with tshark are skipped, if they are; with CI=true such a gap is a failure (scripts/test.mjs). */
export const noTshark =
  spawnSync("tshark", ["--version"], { stdio: "ignore" }).status === 0
    ? undefined
    : "is missing here (Debian: apt-get install tshark)";
if (noTshark && process.env["CI"]) throw new Error(`tshark ${noTshark}: captures cannot be tested.`);

export class Dissection {
  readonly #folder = mkdtempSync(join(tmpdir(), "wirelight-"));
  readonly #file = join(this.#folder, "lab.pcapng");

  readonly #options: readonly string[];

  /** @param options of tshark, for example `-d tcp.port==81,websocket` */
  constructor(pcapng: Iterable<Uint8Array>, ...options: string[]) {
    this.#options = options;
    writeFileSync(this.#file, Buffer.concat([...pcapng]));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  /**
   * The values of these fields in the packets that the filter lets through: all that a packet has of a field, in order.
   * @throws where tshark does not accept the file, the filter or a field
   */
  fields<F extends string>(filter: string, ...names: F[]): Record<F, string[]>[] {
    const columns = names.flatMap((name) => ["-e", name]);
    const format = ["-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=|"];
    const lines = this.#run(["-Y", filter, ...format, ...columns])
      .split("\n")
      .slice(0, -1);
    return lines.map((line) => {
      const values = line.split("\t").map((value) => (value === "" ? [] : value.split("|")));
      return Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<F, string[]>;
    });
  }

  /** The bytes that each side sent in the first so many TCP streams, put together again as hex. */
  follow(streams: number): { client: string; server: string }[] {
    const each = Array.from({ length: streams }, (_, stream) => ["-z", `follow,tcp,raw,${stream}`]);
    const [, ...sections] = this.#run(["-q", ...each.flat()]).split("Filter: tcp.stream eq ");
    const followed: { client: string; server: string }[] = [];
    for (const section of sections) {
      const [stream, ...lines] = section.split("\n");
      const hex = lines.filter((line) => /^\t?[0-9a-f]+$/.test(line));
      const server = hex.filter((line) => line.startsWith("\t"));
      const client = hex.filter((line) => !line.startsWith("\t"));
      followed[Number(stream)] = {
        client: client.join(""),
        server: server.map((line) => line.trim()).join(""),
      };
    }
    return followed;
  }

  #run(args: string[]): string {
    const preferences = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"];
    const { status, stdout, stderr } = spawnSync(
      "tshark",
      ["-n", ...preferences, ...this.#options, "-r", this.#file, ...args],
      {
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }
}

/** Hands a lab's log to the browser as a file to keep. */
import { captureLines } from "../../../protocol/capture/write.ts";
import { pcapng } from "../../../protocol/capture/pcapng.ts";
import { fetchCapture } from "../../client/inspector/save.ts";
import type { LabSession } from "../../client/lab.ts";

/** @returns the name of the file. @throws {HostError} when the lab cannot be reached. */
export async function saveLog(session: LabSession, form: "capture" | "pcapng"): Promise<string> {
  const { host, log, program } = session;
  const capture = await fetchCapture({
    host,
    address: await session.open(),
    lastN: log.lastN,
    page: log.pageEntries(),
    timeOrigin: performance.timeOrigin,
  });
  const parts = form === "capture" ? [...captureLines(capture)] : [...pcapng(capture)];
  const moment = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const name = `${program}-${moment}.${form === "capture" ? "wirelight.ndjson" : "pcapng"}`;
  download(new Blob(parts, { type: "application/octet-stream" }), name);
  return name;
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

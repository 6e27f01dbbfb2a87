/** What each part of the widget gets. */
import type { SocketIoClient } from "../../client/clients/socket-io.ts";
import type { LabSession } from "../../client/lab.ts";

export interface PartProps {
  /** Both are there once the page's script runs. */
  lab: LabSession | undefined;
  /** Client A: the parts that send small things share it. */
  client: SocketIoClient | undefined;
  /** The bet is placed. */
  open: boolean;
}

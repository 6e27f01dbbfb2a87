/**
 * The emit reference: what each row is for, and what comes of it. A row's `id` is the name of its region in a file of
 * this folder, of its region in server.py, and of its place on the page.
 */
import { FROM_THE_CLIENT } from "./reference-client.ts";
import { LISTENERS_OF_THE_CLIENT, LISTENERS_ON_THE_SERVER } from "./reference-listeners.ts";
import { TO_SEVERAL_CLIENTS, TO_SEVERAL_WITH_ANSWERS } from "./reference-many.ts";
import { TO_ONE_CLIENT } from "./reference-one.ts";
import { ROOMS_AND_CONNECTIONS } from "./reference-rooms.ts";
import { SEVERAL_SERVERS } from "./reference-servers.ts";
import type { Group, ReferenceRow } from "./row.ts";

export const GROUPS: readonly Group[] = [
  TO_ONE_CLIENT,
  TO_SEVERAL_CLIENTS,
  TO_SEVERAL_WITH_ANSWERS,
  ROOMS_AND_CONNECTIONS,
  SEVERAL_SERVERS,
  LISTENERS_ON_THE_SERVER,
  FROM_THE_CLIENT,
  LISTENERS_OF_THE_CLIENT,
];

export const ROWS: readonly ReferenceRow[] = GROUPS.flatMap(({ rows }) => rows);

/**
 * A call that sends an event to some of the clients, as data: from it come its TypeScript and Flask-SocketIO spelling,
 * and the words for why a client got it or not. Who really got it, only the log knows.
 */

/** Who stands where: each client's rooms. */
export type Rooms = Readonly<Record<string, readonly string[]>>;

export type Language = "typescript" | "flask";

export interface Call {
  /** `socket` is the client whose handler runs; `io` the whole server. */
  on: "socket" | "io";
  broadcast?: true;
  /** Rooms of `to(…)`; with several, whoever is in any of them. */
  to?: readonly string[];
  /** Rooms of `except(…)`. */
  except?: readonly string[];
}

/** The call as written in a Node handler, e.g. `socket.to("r1").emit("hello")`. */
export function typescript({ on, broadcast, to = [], except = [] }: Call, event: string): string {
  const links = [
    on,
    ...(broadcast ? ["broadcast"] : []),
    ...(to.length ? [`to(${list(to)})`] : []),
    ...(except.length ? [`except(${list(except)})`] : []),
  ];
  return `${links.join(".")}.emit("${event}")`;
}

/** The same in a Flask-SocketIO handler, or null where there is no such option. */
export function flask({ on, broadcast, to = [], except = [] }: Call, event: string): string | null {
  if (except.length) return null;
  const options: string[] = [];
  if (to.length) options.push(`to=${list(to)}`);
  else if (on === "io" || broadcast) options.push("broadcast=True");
  if (on === "socket" && (broadcast || to.length)) options.push("include_self=False");
  return `emit(${[`"${event}"`, ...options].join(", ")})`;
}

/** One room, or a list of them: written alike in both languages. */
function list(rooms: readonly string[]): string {
  const names = rooms.map((room) => `"${room}"`).join(", ");
  return rooms.length > 1 ? `[${names}]` : names;
}

/** What in a call says whom it is for, before rooms are looked at; the sender is given by its letter. */
interface Says {
  sender: (sender: string) => string;
  senderAlone: (sender: string) => string;
  leavesOut: (sender: string, broadcast: boolean) => string;
  everyone: string;
}

const SAYS: Record<Language, Says> = {
  typescript: {
    sender: (sender) => `socket is ${sender} itself, and nobody else`,
    senderAlone: (sender) => `socket.emit goes to ${sender} alone`,
    leavesOut: (sender, broadcast) => `socket.${broadcast ? "broadcast" : "to"} leaves out its own socket: ${sender}`,
    everyone: "io means everyone",
  },
  flask: {
    sender: (sender) => `without a room and without broadcast=True, emit answers the sender: ${sender}`,
    senderAlone: (sender) => `without a room and without broadcast=True, emit goes to ${sender} alone`,
    leavesOut: (sender) => `include_self=False leaves out the sender: ${sender}`,
    everyone: "broadcast=True means everyone",
  },
};

/**
 * Why the client is, or is not, one of those that the call is for.
 * @param sender the client whose handler runs
 * @param language the one that the call was written in
 */
export function reason(
  call: Call,
  client: string,
  sender: string,
  rooms: Rooms,
  language: Language = "typescript",
): { meant: boolean; why: string } {
  const { on, broadcast, to = [], except = [] } = call;
  const says = SAYS[language];
  const mine = rooms[client] ?? [];
  if (on === "socket" && !broadcast && !to.length && !except.length)
    return client === sender
      ? { meant: true, why: says.sender(sender) }
      : { meant: false, why: says.senderAlone(sender) };
  if (on === "socket" && client === sender) return { meant: false, why: says.leavesOut(sender, broadcast === true) };
  const left = except.find((room) => mine.includes(room));
  if (left !== undefined) return { meant: false, why: `${client} is in ${left}, and except takes ${left} out` };
  if (!to.length)
    return {
      meant: true,
      why: except.length ? `${client} is not in ${except.join(" or ")}` : everyone(on, client, sender, language),
    };
  const inside = to.filter((room) => mine.includes(room));
  if (!inside.length) return { meant: false, why: `${client} is not in ${to.join(" or ")}` };
  return {
    meant: true,
    why:
      inside.length > 1 ? `${client} is in ${inside.join(" and ")}, and gets it once` : `${client} is in ${inside[0]}`,
  };
}

function everyone(on: Call["on"], client: string, sender: string, language: Language): string {
  if (on === "socket" && language === "typescript") return `broadcast means everyone but ${sender}`;
  return `${SAYS[language].everyone}${client === sender ? ", the sender too" : ""}`;
}

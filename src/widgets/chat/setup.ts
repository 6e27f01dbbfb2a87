/** How the chat stands in each program's lab, where its page does not say otherwise. */
export type Protocol = "websocket" | "socket.io";

export interface ChatSetup {
  /** With more than one the learner may choose. */
  protocols: readonly Protocol[];
  /** Who may be there. A letter is one connection of the lab: another widget's is not among them. */
  letters: readonly Letter[];
  /** How many of them are there at first; the others can be added. */
  clients: number;
  /** Whether another server's address can be given. */
  elsewhere: boolean;
  /** Requests to the program's own HTTP server, as buttons. */
  actions: readonly { label: string; path: string }[];
}

/** Whose chat it is, and the name that each has at first. */
export const NAMES = { A: "ann", B: "ben", C: "cleo", D: "dan" } as const;

export type Letter = keyof typeof NAMES;

const USUAL: ChatSetup = {
  protocols: ["socket.io", "websocket"],
  letters: ["A", "B", "C", "D"],
  clients: 2,
  elsewhere: true,
  actions: [],
};

const SETUPS: Readonly<Record<string, Partial<ChatSetup>>> = {
  "03-ws-echo": {
    protocols: ["websocket"],
    clients: 1,
    elsewhere: false,
    actions: [{ label: "Let the server speak", path: "speak" }],
  },
  "12-ack": { protocols: ["socket.io"], letters: ["B", "C", "D"] }, // A asks for acknowledgements
  chat: { protocols: ["socket.io"] },
};

export function setupOf(program: string): ChatSetup {
  return { ...USUAL, ...SETUPS[program] };
}

/**
 * The address of another server as the client libraries want it, or why it is none.
 * @param typed e.g. `127.0.0.1:5001`: without a scheme it is the one that this kind of client needs
 */
export function addressOf(typed: string, protocol: Protocol): { url: string } | { wrong: string } {
  const plain = protocol === "websocket" ? "ws" : "http";
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${plain}://${text}`;
  const wrong = "This is no address. Write it like 127.0.0.1:5001.";
  // A number alone would be read as a very old form of an IPv4 address.
  if (/\s/.test(text) || /^\d+$/.test(text) || !URL.canParse(whole)) return { wrong };
  const url = new URL(whole);
  const scheme = url.protocol.slice(0, -1);
  if (scheme === plain || scheme === `${plain}s`) return { url: url.href };
  return {
    wrong: `A ${protocol === "websocket" ? "WebSocket" : "Socket.IO client"} needs ${plain}:// or ${plain}s:// here, not ${scheme}://.`,
  };
}

/** The page of the reference that is made from a program, and so stands in no Markdown file. */
export const EMIT = {
  title: "Every way to emit",
  description:
    "Every call of Socket.IO's emit cheatsheet, live: run it, see which clients got it and what was on the wire, and compare it with Flask-SocketIO.",
  url: "/reference/emit/",
};

/** For the server's own tests: cannot be started. */
export const about = { title: "Broken", lesson: 0, events: [] };

export default function broken(): never {
  throw new Error("does not start");
}

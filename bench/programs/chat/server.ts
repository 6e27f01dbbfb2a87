import type { Lab } from "../../../examples/lab.ts";
import { chatOnSocketIO } from "../../chat.ts";

export const about = {
  title: "Chat for the bench",
  lesson: 0,
  events: ["send_chat_message ({ username, message })"],
};

export default function chat({ io }: Lab): void {
  chatOnSocketIO(io);
}

/** What is loaded for those who open it. */
import type { Attachment } from "svelte/attachments";

/** Calls `opened` when the `details` is opened, or at once where that was done before this code was there. */
export function onceOpened(opened: () => void): Attachment<HTMLDetailsElement> {
  return (details) => {
    const look = () => {
      if (details.open) opened();
    };
    look();
    details.addEventListener("toggle", look);
    return () => details.removeEventListener("toggle", look);
  };
}

/** Whether this device starts what is handed to it without asking; of this browser alone. */
import { createSignal } from "solid-js";
import { readChoice, storeItem } from "../../lib/localStorage";

const KEY = "seen.handover";
const [choice, setChoice] = createSignal(readChoice(KEY, ["ask", "start"], "ask"));

export const startsAtOnce = () => choice() === "start";

export function setStartsAtOnce(starts: boolean): void {
  const next = starts ? "start" : "ask";
  setChoice(next);
  storeItem(KEY, next);
}

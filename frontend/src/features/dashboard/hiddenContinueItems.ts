/** Entries of Continue watching that were taken off and are in the loaded row still. */
import { createSignal } from "solid-js";
import type { ContinueItem } from "../../api/types";

const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set());

export const isHidden = (item: ContinueItem) => hidden().has(item.id);

export function setAside(id: string, on: boolean): void {
  setHidden((before) => {
    const after = new Set(before);
    if (on) after.add(id);
    else after.delete(id);
    return after;
  });
}

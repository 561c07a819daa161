/** The selection for bulk actions. No I/O; one signal at the end. */
import { createMemo, createSignal, type Accessor } from "solid-js";

export interface SelectionState {
  ids: ReadonlySet<string>;
  /** The anchor of a range: the last job selected on its own. */
  anchor: string | null;
}

export const EMPTY_SELECTION: SelectionState = { ids: new Set(), anchor: null };

export function toggleJob(chosen: SelectionState, id: string): SelectionState {
  const ids = new Set(chosen.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** From the anchor to this job, in the order of the page; without an anchor this job alone. */
export function selectRange(
  chosen: SelectionState,
  id: string,
  order: readonly string[],
): SelectionState {
  const from = chosen.anchor === null ? -1 : order.indexOf(chosen.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggleJob(chosen, id);
  const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...chosen.ids, ...between]), anchor: chosen.anchor };
}

/** Remove jobs that left the page; returns the same object when none did. */
export function retainListed(chosen: SelectionState, order: readonly string[]): SelectionState {
  const here = new Set(order);
  const ids = [...chosen.ids].filter((id) => here.has(id));
  if (ids.length === chosen.ids.size) return chosen;
  const anchor = chosen.anchor !== null && here.has(chosen.anchor) ? chosen.anchor : null;
  return { ids: new Set(ids), anchor };
}

export interface Selection {
  ids: Accessor<ReadonlySet<string>>;
  has: (id: string) => boolean;
  isOn: () => boolean;
  /** Apply a click with modifier keys. */
  press: (id: string, keys: { shiftKey: boolean }) => void;
  all: () => void;
  clear: () => void;
}

/** `order` is the order of the jobs on the page. */
export function createSelection(order: () => readonly string[]): Selection {
  const [chosen, setChosen] = createSignal<SelectionState>(EMPTY_SELECTION);
  const now = createMemo(() =>
    chosen().ids.size === 0 ? EMPTY_SELECTION : retainListed(chosen(), order()),
  );
  return {
    ids: () => now().ids,
    has: (id) => now().ids.has(id),
    isOn: () => now().ids.size > 0,
    press: (id, keys) =>
      setChosen(keys.shiftKey ? selectRange(now(), id, order()) : toggleJob(now(), id)),
    all: () => setChosen({ ids: new Set(order()), anchor: order()[0] ?? null }),
    clear: () => setChosen(EMPTY_SELECTION),
  };
}

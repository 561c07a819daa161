/** Wanting films and episodes. A change shows at once on cards, and a toast offers Undo. */
import { revalidate } from "@solidjs/router";
import { undoChange } from "../../api/tracking";
import type { WantedChange, WantedPreset } from "../../api/types";
import { addToWanted, removeFromWanted, type WantedScope } from "../../api/wanted";
import { dropCachedLists } from "../../lib/pagedList";
import { toastOnError, toastUndo } from "../../ui/toast";
import { watchlistCountsQuery, wantedCountsQuery, wantedShowQuery } from "../queries";
import { mark } from "./userMarks";

/** Refetch what shows wanted titles. `changed` runs after a change and after its undo. */
function refresh(changed?: () => void): void {
  dropCachedLists("wanted");
  void revalidate([watchlistCountsQuery.key, wantedCountsQuery.key, wantedShowQuery.key]);
  changed?.();
}

async function apply(
  text: string,
  call: Promise<WantedChange>,
  changed?: () => void,
): Promise<void> {
  const done = await toastOnError(call);
  if (!done) return;
  for (const media of done.media) mark(media.id, { wanted: media.wanted });
  refresh(changed);
  const { undoId } = done;
  if (!undoId) return;
  const revert = async () => {
    if (!(await toastOnError(undoChange(undoId).then(() => true)))) return;
    for (const media of done.media) mark(media.id, { wanted: !media.wanted });
    refresh(changed);
  };
  toastUndo(text, () => void revert());
}

/** `name` is what the toast calls it. */
export function want(
  name: string,
  scope: WantedScope,
  preset?: WantedPreset,
  changed?: () => void,
): Promise<void> {
  return apply(`${name} is wanted`, addToWanted(scope, preset), changed);
}

export function stopWanting(name: string, scope: WantedScope, changed?: () => void): Promise<void> {
  return apply(`${name} is no longer wanted`, removeFromWanted(scope), changed);
}

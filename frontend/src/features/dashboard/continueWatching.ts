import { revalidate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { addPlays, hideFromContinueWatching, setStatus, undoChange } from "../../api/tracking";
import type { ContinueItem, Dashboard } from "../../api/types";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Whether there is no history, saved title or download yet. */
export function isUnused(dashboard: Dashboard): boolean {
  return (
    dashboard.continueWatching.length === 0 &&
    dashboard.watchLater.length === 0 &&
    dashboard.recentlyWatched.length === 0 &&
    dashboard.recentlyAdded.length === 0 &&
    dashboard.activeDownloads.length === 0
  );
}

/** Entries that were taken off and are in the loaded row still. */
const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set());

export const isHidden = (item: ContinueItem) => hidden().has(item.id);

function setAside(id: string, on: boolean): void {
  setHidden((before) => {
    const after = new Set(before);
    if (on) after.add(id);
    else after.delete(id);
    return after;
  });
}

type Change = Promise<{ undoId: string | null }>;

/** The card leaves the row at once; Undo brings it back with what was before. */
async function takeOff({ id }: ContinueItem, text: string, change: Change): Promise<void> {
  setAside(id, true);
  const made = await toastOnError(change);
  const undoId = made?.undoId;
  if (undoId) toastUndo(text, () => void putBack(undoId));
  await revalidate(dashboardQuery.key);
  setAside(id, false);
}

async function putBack(undoId: string): Promise<void> {
  await toastOnError(undoChange(undoId));
  await revalidate(dashboardQuery.key);
}

const nameOf = (item: ContinueItem) =>
  [item.media.title, item.episodeLabel].filter(Boolean).join(" ");

/** Until it is played, or another episode airs. */
export const notNow = (item: ContinueItem) =>
  takeOff(
    item,
    `${item.media.title} is hidden from Continue watching`,
    hideFromContinueWatching(item.media.id, item.episodeId),
  );

/** The status brings it back as well: watching, or none. */
export const drop = (item: ContinueItem) =>
  takeOff(item, `${item.media.title} is dropped`, setStatus(item.media.id, "dropped"));

/** Of a show, the episode: the next one follows. */
export const markFinished = (item: ContinueItem) =>
  takeOff(
    item,
    `${nameOf(item)} is marked as seen`,
    addPlays({ mediaId: item.media.id, episodeId: item.episodeId ?? undefined }),
  );

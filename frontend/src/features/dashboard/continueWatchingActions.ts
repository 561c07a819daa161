import { revalidate } from "@solidjs/router";
import { addPlays, hideFromContinueWatching, setStatus, undoChange } from "../../api/tracking";
import type { ContinueItem } from "../../api/types";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { toastOnError, toastUndo } from "../../ui/toast";
import { setAside } from "./hiddenContinueItems";

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

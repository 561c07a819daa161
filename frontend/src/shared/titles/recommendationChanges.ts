/** The list of recommendations, and what was dismissed from it in this tab. */
import { query, revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { dismissRecommendation, listRecommendations } from "../../api/recommendations";
import { undoChange } from "../../api/tracking";
import type { DismissReason, MediaCard, MediaType } from "../../api/types";
import { dashboardQuery } from "../dashboardQuery";
import { toastOnError, toastUndo } from "../../ui/toast";
import { markSeen } from "./userMarks";

export type Kind = MediaType | "all";

export const recommendationsQuery = query(
  (kind: Kind, isAvailable: boolean, maxMinutes: number | undefined, genre: string | undefined) =>
    listRecommendations({
      mediaType: kind === "all" ? undefined : kind,
      available: isAvailable || undefined,
      maxMinutes,
      genre,
    }),
  "recommendations",
);

const [dismissed, setDismissed] = createStore<Record<number, boolean>>({});

export const isDismissed = (mediaId: number) => dismissed[mediaId] ?? false;

/** It is recommended again. */
export const showAgain = (mediaId: number) => setDismissed(mediaId, false);

const TOASTS: Record<DismissReason, (title: string) => string> = {
  not_for_me: (title) => `${title} is not recommended any more`,
  not_now: (title) => `${title} is not recommended for three months`,
  seen: (title) => `${title} is marked as seen`,
};

/** Takes a title off the list at once, and marks it if it was seen; a toast brings it back. */
export async function dismissTitle(media: MediaCard, reason: DismissReason): Promise<void> {
  setDismissed(media.id, true);
  const undoId = await toastOnError(dismissRecommendation(media.id, reason));
  if (undoId === undefined) {
    setDismissed(media.id, false);
    return;
  }
  if (reason === "seen") markSeen(media, true);
  if (undoId) toastUndo(TOASTS[reason](media.title), () => void bringBack(media, reason, undoId));
  void revalidate(dashboardQuery.key);
}

async function bringBack(media: MediaCard, reason: DismissReason, undoId: string): Promise<void> {
  setDismissed(media.id, false);
  const undone = await toastOnError(undoChange(undoId).then(() => true));
  if (!undone) setDismissed(media.id, true);
  else if (reason === "seen") markSeen(media, false);
  void revalidate([dashboardQuery.key, recommendationsQuery.key]);
}

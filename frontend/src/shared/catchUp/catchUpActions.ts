/** Changes of plans to catch up; each can be undone. */
import { revalidate } from "@solidjs/router";
import { deleteCatchUp, putCatchUp } from "../../api/catchUp";
import { undoChange } from "../../api/tracking";
import type { MediaCard } from "../../api/types";
import { toastOnError, toastUndo } from "../../ui/toast";
import { catchUpQuery, catchUpsQuery } from "./catchUpQueries";

/** The key of the calendar's releases, which have the plans' days. */
export const CALENDAR = "calendar";

const refresh = () => revalidate([CALENDAR, catchUpsQuery.key, catchUpQuery.key]);

async function change(call: Promise<{ undoId: string | null }>, text: string): Promise<boolean> {
  const accepted = await toastOnError(call);
  if (!accepted) return false;
  void refresh();
  const { undoId } = accepted;
  if (undoId) toastUndo(text, () => void toastOnError(undoChange(undoId)).then(refresh));
  return true;
}

/** False after a failure. */
export const planCatchUp = (media: MediaCard, weekdays: number[]) =>
  change(putCatchUp(media.id, weekdays), `${media.title} is in your calendar`);

export const stopCatchUp = (media: MediaCard) =>
  change(deleteCatchUp(media.id), `The plan for ${media.title} is stopped`);

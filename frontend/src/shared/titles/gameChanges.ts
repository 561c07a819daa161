/** Changes of games: they show at once where cards are, and a toast offers Undo. */
import { revalidate } from "@solidjs/router";
import { undoChange } from "../../api/tracking";
import type { GameChange, MediaCard } from "../../api/types";
import { toastOnError, toastUndo } from "../../ui/toast";
import { dashboardQuery, gameStateQuery, shelvesQuery } from "../queries";
import { mark, withUserMarks } from "./userMarks";

const refresh = (mediaId: number) =>
  revalidate([shelvesQuery.key, gameStateQuery.keyFor(mediaId), dashboardQuery.key]);

/** Whether the server accepted it; `text` is what the toast says. */
export async function changeGame(
  media: MediaCard,
  text: string,
  call: Promise<GameChange>,
): Promise<boolean> {
  const before = withUserMarks(media).gameStatus;
  const change = await toastOnError(call);
  if (!change) return false;
  mark(media.id, { gameStatus: change.game.status });
  await refresh(media.id);
  const { undoId } = change;
  if (undoId) {
    toastUndo(text, () => {
      void toastOnError(
        undoChange(undoId).then(() => {
          mark(media.id, { gameStatus: before });
          return refresh(media.id);
        }),
      );
    });
  }
  return true;
}

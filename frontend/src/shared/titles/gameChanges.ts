/** Changes of games: they show at once where cards are, and a toast offers Undo. */
import { revalidate } from "@solidjs/router";
import { getGameState } from "../../api/games";
import { undoChange } from "../../api/tracking";
import type { GameChange, MediaCard } from "../../api/types";
import { toastOnError, toastUndo } from "../../ui/toast";
import { dashboardQuery } from "../dashboardQuery";
import { gameStateQuery, shelvesQuery } from "../queries";
import { mark } from "./userMarks";

export const refreshGame = (mediaId: number) =>
  revalidate([shelvesQuery.key, gameStateQuery.keyFor(mediaId), dashboardQuery.key]);

/** Whether the server accepted it; `text` is what the toast says. */
export async function changeGame(
  media: MediaCard,
  text: string,
  call: Promise<GameChange>,
): Promise<boolean> {
  const change = await toastOnError(call);
  if (!change) return false;
  mark(media.id, { gameStatus: change.game.status });
  await refreshGame(media.id);
  const { undoId } = change;
  if (undoId) toastUndo(text, () => void undoGameChange(media, undoId));
  return true;
}

/** What happened since stays, so that the state is the server's afterwards. */
export async function undoGameChange(media: MediaCard, undoId: string): Promise<void> {
  const state = await toastOnError(undoChange(undoId).then(() => getGameState(media.id)));
  if (!state) return;
  mark(media.id, { gameStatus: state.status });
  await refreshGame(media.id);
}

/** Changes of any title. They show at once, and a toast offers Undo. */
import { revalidate } from "@solidjs/router";
import { moveGames } from "../../api/games";
import {
  addPlays,
  rateTitle,
  removePlays,
  setFavorite,
  setStatus,
  setWatchLater,
  undoChange,
} from "../../api/tracking";
import type { GameStatus, MediaCard, WantedPreset, WatchStatus } from "../../api/types";
import { follow, unfollow } from "../../api/watchlist";
import { dropCachedLists } from "../../lib/pagedList";
import { dismiss, toastOnError, toastUndo } from "../../ui/toast";
import { dashboardQuery } from "../dashboardQuery";
import { watchlistCountsQuery } from "../queries";
import { refreshGame, undoGameChange } from "./gameChanges";
import { GAME_LABELS } from "./gameLabels";
import { STATUS_LABELS } from "./statusLabels";
import { mark, withUserMarks, type UserMarks } from "./userMarks";
import { stopWanting, want } from "./wantedActions";

/** Refetch the queries that show the title. */
function invalidateLists(): void {
  dropCachedLists("watch-later");
  dropCachedLists("watched");
  dropCachedLists("favorites");
  dropCachedLists("watchlist");
  dropCachedLists("own:");
  void revalidate([dashboardQuery.key, watchlistCountsQuery.key]);
}

/** Undefined after a failure: the marks are those before again. */
async function applyMark<T>(
  media: MediaCard,
  next: UserMarks,
  call: Promise<T>,
): Promise<{ value: T } | undefined> {
  const now = withUserMarks(media);
  const { watchLater, watched, favorite, ownRating, watchStatus, followed, wanted } = now;
  const before: UserMarks = {
    watchLater,
    watched,
    favorite,
    ownRating,
    watchStatus,
    followed,
    wanted,
  };
  if (media.mediaType === "game") before.gameStatus = now.gameStatus;
  mark(media.id, next);
  const accepted = await toastOnError(call.then((value) => ({ value })));
  if (accepted) invalidateLists();
  else mark(media.id, before);
  return accepted;
}

/** What is changed of a title. */
type Aspect = "watchLater" | "seen" | "rating" | "status" | "game" | "favorite" | "followed";

/** The toasts of the last changes. */
const offers = new Map<string, number>();

/** Only the newest change of an aspect can be undone: the server keeps what was chosen since. */
function offerUndo(media: MediaCard, aspect: Aspect, text: string, undo: () => void): void {
  const key = `${media.id} ${aspect}`;
  dismiss(offers.get(key) ?? 0);
  offers.set(key, toastUndo(text, undo));
}

export async function toggleWatchLater(media: MediaCard): Promise<void> {
  const on = !withUserMarks(media).watchLater;
  const accepted = await applyMark(media, { watchLater: on }, setWatchLater([media.id], on));
  const undoId = accepted?.value.undoId;
  if (!undoId) return;
  // The server brings a removed title back to its place.
  offerUndo(
    media,
    "watchLater",
    on ? `${media.title} is in Watch later` : `${media.title} is removed from Watch later`,
    () => void applyMark(media, { watchLater: !on }, undoChange(undoId)),
  );
}

async function setSeen(media: MediaCard, on: boolean): Promise<void> {
  const scope = { mediaId: media.id };
  const { watchStatus, watchLater } = withUserMarks(media);
  const accepted = await applyMark(
    media,
    { watched: on },
    on ? addPlays(scope) : removePlays(scope),
  );
  if (!accepted) return;
  const after = accepted.value.media;
  mark(media.id, { watchStatus: after.watchStatus, watchLater: after.watchLater });
  const { undoId } = accepted.value;
  if (!undoId) return;
  // The server brings the plays and positions back, not only the mark.
  offerUndo(
    media,
    "seen",
    on ? `${media.title} is marked as seen` : `${media.title} is marked as not seen`,
    () => void applyMark(media, { watched: !on, watchStatus, watchLater }, undoChange(undoId)),
  );
}

/** 0.5 to 10; null removes the rating. */
export async function rate(media: MediaCard, rating: number | null): Promise<void> {
  const before = withUserMarks(media).ownRating;
  const accepted = await applyMark(media, { ownRating: rating }, rateTitle(media.id, rating));
  const undoId = accepted?.value.undoId;
  if (!undoId) return;
  offerUndo(
    media,
    "rating",
    rating === null
      ? `Your rating of ${media.title} is removed`
      : `You rated ${media.title} ${rating} of 10`,
    () => void applyMark(media, { ownRating: before }, undoChange(undoId)),
  );
}

/** Null forgets the status: it follows from what was watched. */
export async function chooseStatus(media: MediaCard, status: WatchStatus | null): Promise<void> {
  const before = withUserMarks(media).watchStatus;
  const accepted = await applyMark(media, { watchStatus: status }, setStatus(media.id, status));
  if (!accepted) return;
  const now = accepted.value.media[0]?.watchStatus ?? null;
  mark(media.id, { watchStatus: now });
  const { undoId } = accepted.value;
  if (!undoId) return;
  offerUndo(
    media,
    "status",
    now === null ? `${media.title} has no status` : `${media.title}: ${STATUS_LABELS[now]}`,
    () => void applyMark(media, { watchStatus: before }, undoChange(undoId)),
  );
}

/** Puts a game on a shelf; null takes it off. */
export async function moveGame(media: MediaCard, status: GameStatus | null): Promise<void> {
  const accepted = await applyMark(media, { gameStatus: status }, moveGames([media.id], status));
  if (!accepted) return;
  void refreshGame(media.id);
  const { undoId } = accepted.value;
  if (!undoId) return;
  offerUndo(
    media,
    "game",
    status === null
      ? `${media.title} is off your shelves`
      : `${media.title}: ${GAME_LABELS[status]}`,
    () => void undoGameChange(media, undoId),
  );
}

export async function toggleFavorite(media: MediaCard): Promise<void> {
  const on = !withUserMarks(media).favorite;
  const accepted = await applyMark(media, { favorite: on }, setFavorite([media.id], on));
  const undoId = accepted?.value.undoId;
  if (!undoId) return;
  offerUndo(
    media,
    "favorite",
    on ? `${media.title} is one of your favorites` : `${media.title} is no favorite any more`,
    () => void applyMark(media, { favorite: !on }, undoChange(undoId)),
  );
}

/** A game is completed instead of seen. */
export function toggleSeen(media: MediaCard): Promise<void> {
  const on = !withUserMarks(media).watched;
  if (media.mediaType === "game") return moveGame(media, on ? "completed" : null);
  return setSeen(media, on);
}

/** Follow a show, or stop: then a running show of the library is muted. */
export async function toggleFollow(media: MediaCard): Promise<void> {
  const on = !withUserMarks(media).followed;
  const call = on ? follow("show", [media.id]) : unfollow("show", [media.id]);
  const accepted = await applyMark(media, { followed: on }, call);
  const undoId = accepted?.value.undoId;
  if (!undoId) return;
  offerUndo(
    media,
    "followed",
    on ? `You follow ${media.title}` : `You no longer follow ${media.title}`,
    () => void applyMark(media, { followed: !on }, undoChange(undoId)),
  );
}

/** Want episodes of a show for the library. */
export function wantEpisodes(media: MediaCard, preset: WantedPreset): Promise<void> {
  return want(media.title, { mediaIds: [media.id] }, preset);
}

/** Want a film or a show for the library, or stop. */
export function toggleWanted(media: MediaCard): Promise<void> {
  const scope = { mediaIds: [media.id] };
  return withUserMarks(media).wanted ? stopWanting(media.title, scope) : want(media.title, scope);
}

/** Marks episodes as seen, with Undo. */
import { revalidate } from "@solidjs/router";
import { addPlays, type PlayScope, removePlays, undoChange } from "../../api/tracking";
import type { Episode, MediaDetail } from "../../api/types";
import { pluralize } from "../../lib/format";
import { dropCachedLists } from "../../lib/pagedList";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { mediaQuery, seasonQuery } from "../../shared/titleQueries";
import { toastOnError, toastUndo } from "../../ui/toast";
import { isSeen, markEpisodes } from "./episodeMarks";

/** Mark episodes in one request: the whole `part`, or the only one of `episodes`. */
export async function setSeen(
  title: MediaDetail,
  episodes: readonly Episode[],
  on: boolean,
  part?: Omit<PlayScope, "mediaId">,
): Promise<void> {
  const changed = episodes.filter(
    (episode) => isSeen(episode) !== on && (!part || hasAired(episode)),
  );
  const scope = { mediaId: title.id, ...(part ?? { episodeId: changed[0]?.id }) };
  const accepted = await apply(title, changed, on, on ? addPlays(scope) : removePlays(scope));
  const undoId = accepted?.value.undoId;
  if (!undoId) return;
  toastUndo(markedText(changed, on), () => void apply(title, changed, !on, undoChange(undoId)));
}

/** Several episodes are marked only as far as they have aired, as the server does. */
function hasAired(episode: Episode, today = new Date().toISOString().slice(0, 10)): boolean {
  return episode.airDate === null || episode.airDate <= today;
}

/** Show the marks at once; undefined after a failure, which reverts them. */
async function apply<T>(
  title: MediaDetail,
  episodes: readonly Episode[],
  on: boolean,
  call: Promise<T>,
): Promise<{ value: T } | undefined> {
  markEpisodes(episodes, on);
  const accepted = await toastOnError(call.then((value) => ({ value })));
  if (!accepted) {
    markEpisodes(episodes, !on);
    return undefined;
  }
  dropCachedLists("own:");
  dropCachedLists("watchlist");
  await revalidate([
    mediaQuery.keyFor(title.mediaType, title.id),
    seasonQuery.key,
    dashboardQuery.key,
  ]);
  markEpisodes(episodes, undefined);
  return accepted;
}

function markedText(episodes: readonly Episode[], on: boolean): string {
  const [first] = episodes;
  const what =
    episodes.length === 1 && first
      ? `Episode ${first.episodeNumber}`
      : pluralize(episodes.length, "episode");
  return `${what} marked ${on ? "seen" : "not seen"}`;
}

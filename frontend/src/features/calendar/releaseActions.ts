/** What a person does with a release, with Undo. The calendar follows. */
import { revalidate } from "@solidjs/router";
import { addPlays, removePlays, undoChange } from "../../api/tracking";
import type { CalendarEntry } from "../../api/types";
import { CALENDAR } from "../../shared/catchUp/catchUpActions";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { mediaQuery } from "../../shared/titleQueries";
import { stopWanting, want } from "../../shared/titles/wantedActions";
import { toastOnError, toastUndo } from "../../ui/toast";

/** A film, or a single episode; several that come out together are marked on their show's page. */
export const isOne = ({ media, episode }: CalendarEntry): boolean =>
  episode
    ? episode.lastEpisodeNumber === episode.episodeNumber
    : media.mediaType !== "game" && media.mediaType !== "show";

function scopeOf({ media, episode }: CalendarEntry) {
  return { mediaId: media.id, ...(episode && { episodeId: episode.id }) };
}

function nameOf({ media, episode }: CalendarEntry): string {
  return episode
    ? `${media.title}, S${episode.seasonNumber} E${episode.episodeNumber}`
    : media.title;
}

const reload = (entry: CalendarEntry) =>
  revalidate([
    CALENDAR,
    dashboardQuery.key,
    mediaQuery.keyFor(entry.media.mediaType, entry.media.id),
  ]);

export async function toggleEntrySeen(entry: CalendarEntry): Promise<void> {
  const scope = scopeOf(entry);
  const done = await toastOnError(entry.seen ? removePlays(scope) : addPlays(scope));
  if (!done) return;
  const { undoId } = done;
  if (undoId)
    toastUndo(`${nameOf(entry)} is ${entry.seen ? "not seen" : "seen"}`, () => {
      void toastOnError(undoChange(undoId)).then(() => reload(entry));
    });
  await reload(entry);
}

export function toggleEntryWanted(entry: CalendarEntry): Promise<void> {
  const { mediaId, ...part } = scopeOf(entry);
  const scope = { mediaIds: [mediaId], ...part };
  const changed = () => void reload(entry);
  return entry.isWanted
    ? stopWanting(nameOf(entry), scope, changed)
    : want(nameOf(entry), scope, undefined, changed);
}

/** How the files of a title play in this browser, as the server decides it. */
import { createAsync, query } from "@solidjs/router";
import { previewPlayback } from "../../api/playback";
import type { PlaybackOfVersion } from "../../api/types";

const NONE: readonly PlaybackOfVersion[] = [];

const playbackQuery = query(
  (libraryItemId: string) => previewPlayback(libraryItemId).then(({ items }) => items),
  "playback-preview",
);

/** The versions of the title of a file, the best first; none while they are not known. */
export function createPlaybackPreview(libraryItemId: () => string | undefined) {
  const found = createAsync<readonly PlaybackOfVersion[]>(
    async () => {
      const id = libraryItemId();
      // The line is a courtesy: playing says what is wrong.
      return id === undefined ? NONE : await playbackQuery(id).catch(() => NONE);
    },
    { initialValue: NONE },
  );
  return () => found.latest;
}

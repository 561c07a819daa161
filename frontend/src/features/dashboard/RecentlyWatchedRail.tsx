import { For, Show } from "solid-js";
import type { RecentlyWatched } from "../../api/types";
import { formatDay } from "../../lib/formatDates";
import { MediaPoster } from "../../shared/titles/MediaPoster";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Rail } from "../../ui/Rail";
import { PART_NAMES } from "./homeLayout";

/** What was watched last, with its day and the person's stars. */
export function RecentlyWatchedRail(props: { items: readonly RecentlyWatched[] }) {
  const note = (item: RecentlyWatched) => {
    const rating = withUserMarks(item.media).ownRating;
    return [
      item.watchedAt ? formatDay(new Date(item.watchedAt), new Date()) : "Date unknown",
      rating && `★ ${rating / 2}`,
    ]
      .filter(Boolean)
      .join(" · ");
  };
  return (
    <Show when={props.items.length > 0}>
      <Rail title={PART_NAMES.recently_watched} href="/app/watched?view=diary">
        <For each={props.items}>
          {(item) => (
            <div class="w-(--poster)">
              <MediaPoster media={item.media} class="w-full" />
              <p class="relative z-3 mt-2.5 truncate text-13 text-muted tabular-nums first-letter:uppercase">
                {note(item)}
              </p>
            </div>
          )}
        </For>
      </Rail>
    </Show>
  );
}

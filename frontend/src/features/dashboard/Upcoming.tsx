import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { UpcomingRelease } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { Artwork } from "../../ui/poster/Artwork";
import { Rail } from "../../ui/Rail";
import { createPreferences } from "../../shared/preferences";
import { PART_NAMES } from "./homeLayout";
import { dayText, releaseText } from "./upcomingText";

/** What comes out of one's own titles, with its day. */
export function Upcoming(props: { items: readonly UpcomingRelease[] }) {
  const preferences = createPreferences();
  return (
    <Show when={props.items.length > 0}>
      <Rail title={PART_NAMES.upcoming} href="/app/calendar" kind="still">
        <For each={props.items}>
          {(item) => {
            const media = () => item.release.media;
            const still = () =>
              preferences().hidesSpoilers ? null : item.release.episode?.stillUrl;
            const note = () => releaseText(item, preferences().hidesSpoilers);
            return (
              <A
                href={titlePath(media())}
                class="flex w-[350px] max-w-[82vw] items-center gap-4 rounded-card"
                data-roving-item
              >
                <span class="relative block aspect-video w-[168px] flex-none overflow-hidden rounded-card bg-surface-2 art-edge phone:w-[128px]">
                  <Artwork
                    title={media().title}
                    year={media().year}
                    genres={media().genres}
                    src={still() ?? media().backdropUrl}
                    placeholder={
                      still() ? item.release.episode?.stillPlaceholder : media().backdropPlaceholder
                    }
                    kind="still"
                    alt=""
                    sizes="168px"
                  />
                </span>
                <span class="grid min-w-0 gap-1 text-13">
                  <span class="text-accent-text first-letter:uppercase">
                    {dayText(item.day, new Date())}
                  </span>
                  <b class="truncate text-15 font-strong tracking-[-.01em]">{media().title}</b>
                  <span class="truncate text-muted">{note()}</span>
                </span>
              </A>
            );
          }}
        </For>
      </Rail>
    </Show>
  );
}

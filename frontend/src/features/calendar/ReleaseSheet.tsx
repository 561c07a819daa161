import { createMemo, Show } from "solid-js";
import type { CalendarEntry } from "../../api/types";
import { playPath, titlePath } from "../../lib/paths";
import { toggleWatchLater } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { Sheet } from "../../ui/Sheet";
import { dayText } from "./dates";
import { noveltyText, releaseText, timeText } from "./releases";

interface ReleaseSheetProps {
  release: { entry: CalendarEntry; day: string } | undefined;
  today: string;
  onClose: () => void;
}

/** A release with its picture, story and actions. */
export function ReleaseSheet(props: ReleaseSheetProps) {
  // The content stays while the sheet closes.
  const shown = createMemo<ReleaseSheetProps["release"]>((last) => props.release ?? last);

  return (
    <Show when={shown()}>
      {(release) => {
        const entry = () => release().entry;
        const media = () => withUserMarks(entry().media);
        const still = () => entry().episode?.stillUrl ?? null;
        const story = () => entry().episode?.overview || media().overview;
        const when = () => {
          const isToday = release().day === props.today;
          const day = isToday ? "Today" : dayText(release().day);
          const time = timeText(entry());
          return time ? `${day} at ${time}` : day;
        };
        return (
          <Sheet
            open={props.release !== undefined}
            onClose={() => props.onClose()}
            eyebrow={`${when()} · ${noveltyText(entry())}`}
            title={media().title}
            actions={
              <>
                <Show when={entry().libraryItemId}>
                  {(id) => (
                    <ButtonLink href={playPath(id())} tone="primary" size="medium">
                      <PlayIcon class="size-4" /> Play
                    </ButtonLink>
                  )}
                </Show>
                <ButtonLink
                  href={titlePath(media())}
                  tone={entry().libraryItemId ? "plain" : "primary"}
                  size="medium"
                >
                  Open {media().mediaType === "show" ? "the show" : "its page"}
                </ButtonLink>
                <Button
                  size="medium"
                  aria-pressed={media().watchLater}
                  onClick={() => void toggleWatchLater(media())}
                >
                  {media().watchLater ? "In watch later" : "Watch later"}
                </Button>
              </>
            }
          >
            <span class="block aspect-video overflow-hidden rounded-card bg-surface-3 art-edge">
              <Artwork
                title={media().title}
                year={media().year}
                genres={media().genres}
                src={still() ?? media().backdropUrl}
                placeholder={
                  still() ? entry().episode?.stillPlaceholder : media().backdropPlaceholder
                }
                kind={still() ? "still" : "backdrop"}
                alt=""
              />
            </span>
            <Show when={entry().episode ?? entry().platforms.length > 0}>
              <p class="mt-4 text-15 font-strong">{releaseText(entry())}</p>
            </Show>
            <p class="mt-2 text-13 text-muted tabular-nums">{factsOf(media()).join(" · ")}</p>
            <Show when={story()}>
              <p class="mt-4 text-15 text-muted">{story()}</p>
            </Show>
            <Show when={entry().seen}>
              <p class="mt-4 text-13 text-muted">You have seen it.</p>
            </Show>
          </Sheet>
        );
      }}
    </Show>
  );
}

import { A } from "@solidjs/router";
import CircleCheck from "lucide-solid/icons/circle-check";
import Star from "lucide-solid/icons/star";
import { createMemo, Show } from "solid-js";
import type { CalendarEntry } from "../../api/types";
import { joinList } from "../../lib/format";
import { playPath, titlePath } from "../../lib/pagePaths";
import { toggleFollow, toggleWatchLater } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { Sheet } from "../../ui/Sheet";
import { isOne, toggleEntrySeen, toggleEntryWanted } from "./releaseActions";
import {
  isReleased,
  momentText,
  noveltyText,
  releaseText,
  untilText,
  withoutSpoilers,
} from "./releaseText";

interface ReleaseSheetProps {
  release: { entry: CalendarEntry; day: string } | undefined;
  today: string;
  hidesSpoilers: boolean;
  onClose: () => void;
}

/** A release with its picture, moment, story and actions. */
export function ReleaseSheet(props: ReleaseSheetProps) {
  // The content stays while the sheet closes.
  const shown = createMemo<ReleaseSheetProps["release"]>((last) => props.release ?? last);

  return (
    <Show when={shown()}>
      {(release) => {
        const entry = () =>
          props.hidesSpoilers ? withoutSpoilers(release().entry) : release().entry;
        const media = () => withUserMarks(entry().media);
        const still = () => entry().episode?.stillUrl ?? null;
        const story = () => entry().episode?.overview || media().overview;
        const isOut = () => isReleased(entry(), release().day, new Date());
        const when = () => [
          momentText(entry(), release().day),
          untilText(entry(), new Date()) ?? (release().day === props.today ? "today" : ""),
        ];
        return (
          <Sheet
            open={props.release !== undefined}
            onClose={() => props.onClose()}
            eyebrow={noveltyText(entry())}
            title={media().title}
            art={
              <Artwork
                title={media().title}
                year={media().year}
                genres={media().genres}
                src={media().backdropUrl ?? still()}
                placeholder={media().backdropPlaceholder}
                kind="backdrop"
                alt=""
              />
            }
            actions={<ReleaseActions entry={entry()} isOut={isOut()} />}
          >
            <p class="text-15 font-strong tabular-nums">
              {when()
                .filter((part) => part !== "")
                .join(", ")}
            </p>
            <p class="mt-1 text-13 text-muted tabular-nums">{factsOf(media()).join(" · ")}</p>
            <Show when={entry().base}>
              {(base) => (
                <p class="mt-4 text-15">
                  Belongs to{" "}
                  <A
                    href={titlePath({ id: base().id, mediaType: "game" })}
                    class="font-strong hover:underline"
                  >
                    {base().title}
                  </A>
                  <Show when={entry().platforms.length > 0}>
                    {" "}
                    <span class="text-muted">on {joinList(entry().platforms)}</span>
                  </Show>
                </p>
              )}
            </Show>
            <Show when={still() && media().backdropUrl}>
              <span class="relative mt-5 block aspect-video overflow-hidden rounded-card bg-surface-3 art-edge">
                <Artwork
                  title={media().title}
                  year={media().year}
                  genres={media().genres}
                  src={still()}
                  placeholder={entry().episode?.stillPlaceholder}
                  kind="still"
                  alt=""
                />
              </span>
            </Show>
            <div class="mt-5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <Show when={(entry().episode ?? entry().platforms.length > 0) && !entry().base}>
                <p class="text-15 font-strong">{releaseText(entry())}</p>
              </Show>
              <Show when={entry().episode?.rating}>
                {(rating) => (
                  <p class="inline-flex items-center gap-1.5 text-13 text-muted tabular-nums">
                    <Star class="size-3.5 fill-current text-accent-text" aria-hidden="true" />
                    <span>
                      {rating().toFixed(1)} <span class="sr-only">of 10</span>
                    </span>
                  </p>
                )}
              </Show>
            </div>
            <Show when={story()}>
              <p class="mt-2 text-15 text-pretty text-muted">{story()}</p>
            </Show>
          </Sheet>
        );
      }}
    </Show>
  );
}

/** What can be done with a release: play it, mark it, want it, follow or save its title. */
function ReleaseActions(props: { entry: CalendarEntry; isOut: boolean }) {
  const media = () => withUserMarks(props.entry.media);
  const isShow = () => media().mediaType === "show";
  const isPlayable = () => props.entry.libraryItemId !== null;
  return (
    <>
      <Show when={props.entry.libraryItemId}>
        {(id) => (
          <ButtonLink href={playPath(id())} tone="primary" size="medium">
            <PlayIcon class="size-4" /> Play
          </ButtonLink>
        )}
      </Show>
      <ButtonLink href={titlePath(media())} tone={isPlayable() ? "plain" : "primary"} size="medium">
        Open {isShow() ? "the show" : "its page"}
      </ButtonLink>
      <Show when={isOne(props.entry) && (props.isOut || props.entry.seen)}>
        <Button
          size="medium"
          aria-pressed={props.entry.seen}
          onClick={() => void toggleEntrySeen(props.entry)}
        >
          <CircleCheck class="size-4" aria-hidden="true" />
          {props.entry.seen ? "Seen" : "Mark seen"}
        </Button>
      </Show>
      <Show when={isOne(props.entry) && !isPlayable() && !props.entry.seen}>
        <Button
          size="medium"
          aria-pressed={props.entry.isWanted}
          onClick={() => void toggleEntryWanted(props.entry)}
        >
          {props.entry.isWanted ? "Wanted" : "Want"}
        </Button>
      </Show>
      <Show
        when={isShow()}
        fallback={
          // A game is for the shelf of its page.
          <Show when={media().mediaType !== "game" || media().watchLater}>
            <Button
              size="medium"
              aria-pressed={media().watchLater}
              onClick={() => void toggleWatchLater(media())}
            >
              {media().watchLater ? "In watch later" : "Watch later"}
            </Button>
          </Show>
        }
      >
        <Button
          size="medium"
          aria-pressed={media().followed}
          onClick={() => void toggleFollow(media())}
        >
          {media().followed ? "Following" : "Follow"}
        </Button>
      </Show>
    </>
  );
}

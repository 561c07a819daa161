import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Eye from "lucide-solid/icons/eye";
import ThumbsDown from "lucide-solid/icons/thumbs-down";
import { For, Show } from "solid-js";
import type { TonightTitle } from "../../api/types";
import { formatMinutes } from "../../lib/format";
import { titlePath } from "../../lib/pagePaths";
import { toggleWatchLater } from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Avatar } from "../../ui/Avatar";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { Backdrop } from "../../ui/poster/Backdrop";
import { arrivalText, suitsText } from "./tonightOptions";

interface TonightCardProps {
  title: TonightTitle;
  /** The id of the person who asks. */
  asker: string | undefined;
  onPlay: () => void;
  onDismiss: () => void;
  onSeen: () => void;
}

const BADGE =
  "inline-flex h-7 items-center gap-1.5 rounded-pill bg-(--art-glass) px-3 text-12 font-strong text-on-art backdrop-blur-[12px]";

/** One of the three titles of an evening, with the reason for each person. */
export function TonightCard(props: TonightCardProps) {
  const media = () => withUserMarks(props.title.media);
  const canGet = () => props.title.arrival?.isDownloading === false;
  const stateText = () => {
    if (canPlay()) return "Plays here";
    if (props.title.isHere) return "In your library";
    return props.title.arrival ? arrivalText(props.title.arrival) : "Not here yet";
  };
  const isGame = () => media().mediaType === "game";
  const canPlay = () => props.title.isHere && !isGame();

  return (
    <article
      class="relative isolate flex min-h-[430px] low:min-h-[384px] flex-col justify-end overflow-hidden rounded-sheet bg-surface-1 art-edge phone:w-[82vw] phone:flex-none phone:snap-start"
      aria-label={media().title}
    >
      <div class="absolute inset-x-0 top-0 -z-1 h-[68%]" aria-hidden="true">
        <Backdrop media={media()} sizes="(max-width: 760px) 82vw, 30vw" />
      </div>
      <div class="absolute inset-x-4 top-4 flex justify-between gap-2">
        <Show when={props.title.minutes} fallback={<span />}>
          {(minutes) => <span class={BADGE}>{formatMinutes(minutes())}</span>}
        </Show>
        <span class={BADGE}>
          <span
            class="size-1.5 rounded-full"
            classList={{
              "bg-(--on-art-ok)": props.title.isHere,
              "bg-(--on-art-muted)": !props.title.isHere,
            }}
            aria-hidden="true"
          />
          {stateText()}
        </span>
      </div>
      <div class="relative bg-surface-1 px-5 pt-1 pb-5 before:absolute before:inset-x-0 before:bottom-full before:h-28 before:bg-linear-to-b before:from-transparent before:to-surface-1">
        <h2 class="text-22 leading-tight tracking-[-.02em]">
          <a href={titlePath(media())} class="hover:underline">
            {media().title}
          </a>
        </h2>
        <ul class="mt-3 mb-5 grid gap-2 text-14">
          <For each={props.title.reasons}>
            {(reason) => (
              <li class="flex items-start gap-2.5">
                <Avatar name={reason.person.name} class="size-6 flex-none text-[9px]" />
                <span class="pt-0.5">
                  {suitsText(reason, reason.person.id === props.asker, isGame())}
                </span>
              </li>
            )}
          </For>
        </ul>
        <div class="flex gap-2">
          <Show
            when={canPlay()}
            fallback={
              <ButtonLink
                href={canGet() ? `${titlePath(media())}?get` : titlePath(media())}
                size="medium"
                class="flex-1"
              >
                {canGet() ? "Get it" : "Details"}
              </ButtonLink>
            }
          >
            <Button
              size="medium"
              tone="primary"
              class="flex-1"
              aria-label={`Play ${media().title}`}
              onClick={() => props.onPlay()}
            >
              <PlayIcon class="size-4" />
              Play
            </Button>
          </Show>
          <Show when={!isGame()}>
            <IconButton
              size="medium"
              label={media().watchLater ? "Remove from watch later" : "Watch later"}
              pressed={media().watchLater}
              onClick={() => void toggleWatchLater(props.title.media)}
            >
              <Show when={media().watchLater} fallback={<Bookmark />}>
                <BookmarkCheck />
              </Show>
            </IconButton>
          </Show>
          <IconButton size="medium" label="Not for me" onClick={() => props.onDismiss()}>
            <ThumbsDown />
          </IconButton>
          <IconButton
            size="medium"
            label={isGame() ? "Completed it" : "Seen it"}
            onClick={() => props.onSeen()}
          >
            <Eye />
          </IconButton>
        </div>
      </div>
    </article>
  );
}

import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Clock from "lucide-solid/icons/clock";
import Eye from "lucide-solid/icons/eye";
import Sparkles from "lucide-solid/icons/sparkles";
import Star from "lucide-solid/icons/star";
import ThumbsDown from "lucide-solid/icons/thumbs-down";
import { For, Show } from "solid-js";
import type { Recommendation } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { reasonWithSubject } from "../../shared/recommendations/reasonText";
import { toggleWatchLater, useTitleActions } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { endText } from "./reasonRails";
import { dismissTitle } from "../../shared/titles/recommendationChanges";

/** The best recommendation, with its reasons. */
export function PickOfToday(props: { pick: Recommendation }) {
  const titles = useTitleActions();
  const media = () => withUserMarks(props.pick.media);
  const isGame = () => media().mediaType === "game";
  const canPlay = () => media().atHand && !isGame();
  const end = () => endText(media(), new Date());

  return (
    <Billboard
      heading="h2"
      label="Today’s pick"
      title={media().title}
      titleLanguage={media().titleLanguage}
      year={media().year}
      genres={media().genres}
      backdropUrl={media().backdropUrl}
      backdropPlaceholder={media().backdropPlaceholder}
      logoUrl={media().logoUrl}
      eyebrow={
        <>
          <Sparkles aria-hidden="true" />
          Today’s pick
        </>
      }
      meta={factsOf(media())}
      scores={
        <ul class="mt-5 grid gap-2.5 text-15 phone:text-14 [&_svg]:size-[18px] [&_svg]:flex-none [&_svg]:text-accent-text">
          <For each={props.pick.because}>
            {(because) => (
              <li class="flex items-center gap-3">
                <Star aria-hidden="true" />
                {reasonWithSubject(because)}
              </li>
            )}
          </For>
          <Show when={end()}>
            {(text) => (
              <li class="flex items-center gap-3">
                <Clock aria-hidden="true" />
                {text()}
              </li>
            )}
          </Show>
        </ul>
      }
      actions={
        <>
          <Show when={canPlay()}>
            <Button tone="primary" onClick={() => void titles.play(props.pick.media)}>
              <PlayIcon />
              Play
            </Button>
          </Show>
          <ButtonLink
            href={titlePath(media())}
            tone={canPlay() ? "plain" : "primary"}
            class="phone:flex-1!"
          >
            Details
          </ButtonLink>
          <Show when={!isGame()}>
            <IconButton
              label={media().watchLater ? "Remove from watch later" : "Watch later"}
              pressed={media().watchLater}
              onClick={() => void toggleWatchLater(props.pick.media)}
            >
              <Show when={media().watchLater} fallback={<Bookmark />}>
                <BookmarkCheck />
              </Show>
            </IconButton>
          </Show>
          <IconButton
            label="Not for me"
            onClick={() => void dismissTitle(props.pick.media, "not_for_me")}
          >
            <ThumbsDown />
          </IconButton>
          <IconButton
            label={isGame() ? "Completed it" : "Seen it"}
            onClick={() => void dismissTitle(props.pick.media, "seen")}
          >
            <Eye />
          </IconButton>
        </>
      }
    />
  );
}

import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Sparkles from "lucide-solid/icons/sparkles";
import { Show } from "solid-js";
import type { Hero } from "../../api/types";
import { playPath, titlePath } from "../../lib/paths";
import { toggleSeen, toggleWatchLater } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";

/** The suggested title, and the reason for the suggestion. */
export function HeroBillboard(props: { hero: Hero }) {
  const media = () => withUserMarks(props.hero.media);

  return (
    <Billboard
      label="Tonight"
      heading="h2"
      title={media().title}
      year={media().year}
      genres={media().genres}
      backdropUrl={media().backdropUrl}
      backdropPlaceholder={media().backdropPlaceholder}
      logoUrl={media().logoUrl}
      eyebrow={
        <>
          <Sparkles aria-hidden="true" />
          {props.hero.reason}
        </>
      }
      meta={factsOf(media())}
      tagline={props.hero.tagline || media().overview}
      actions={
        <>
          <Show
            when={props.hero.libraryItemId}
            fallback={
              <ButtonLink href={titlePath(media())} tone="primary">
                Details
              </ButtonLink>
            }
          >
            {(item) => (
              <>
                <ButtonLink href={playPath(item())} tone="primary">
                  <PlayIcon />
                  {(media().progressPercent ?? 0) > 0 ? "Resume" : "Play"}
                </ButtonLink>
                <ButtonLink href={titlePath(media())} class="phone:flex-1">
                  Details
                </ButtonLink>
              </>
            )}
          </Show>
          <IconButton
            label={media().watchLater ? "Remove from watch later" : "Watch later"}
            pressed={media().watchLater}
            onClick={() => void toggleWatchLater(props.hero.media)}
          >
            <Show when={media().watchLater} fallback={<Bookmark />}>
              <BookmarkCheck />
            </Show>
          </IconButton>
          <IconButton
            label={media().watched ? "Not seen" : "Seen"}
            pressed={media().watched}
            onClick={() => void toggleSeen(props.hero.media)}
          >
            <Check />
          </IconButton>
        </>
      }
    />
  );
}

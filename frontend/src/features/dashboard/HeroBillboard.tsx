import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Sparkles from "lucide-solid/icons/sparkles";
import { Show, type JSX } from "solid-js";
import type { Hero } from "../../api/types";
import { playPath, titlePath } from "../../lib/pagePaths";
import { toggleSeen, toggleWatchLater } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";

interface HeroBillboardProps {
  hero: Hero;
  /** Why the title is suggested, instead of the server's reason. */
  reason?: string;
  /** What a title without a file offers instead of Play, and the line below the buttons. */
  getButton?: JSX.Element;
  line?: JSX.Element;
}

/** The suggested title, and the reason for the suggestion. */
export function HeroBillboard(props: HeroBillboardProps) {
  const media = () => withUserMarks(props.hero.media);

  return (
    <Billboard
      label="Tonight"
      heading="h2"
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
          {props.reason ?? props.hero.reason}
        </>
      }
      meta={factsOf(media())}
      tagline={props.hero.tagline || media().overview}
      taglineLanguage={props.hero.tagline ? null : media().overviewLanguage}
      actions={
        <>
          <Show when={props.hero.libraryItemId} fallback={props.getButton}>
            {(item) => (
              <ButtonLink href={playPath(item())} tone="primary">
                <PlayIcon />
                {(media().progressPercent ?? 0) > 0 ? "Resume" : "Play"}
              </ButtonLink>
            )}
          </Show>
          <ButtonLink
            href={titlePath(media())}
            tone={(props.hero.libraryItemId ?? props.getButton) ? "plain" : "primary"}
            class="phone:flex-1"
          >
            Details
          </ButtonLink>
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
    >
      <Show when={props.hero.libraryItemId === null}>{props.line}</Show>
    </Billboard>
  );
}

import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Sparkles from "lucide-solid/icons/sparkles";
import { revalidate } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { may } from "../../api/session";
import type { DownloadJob, Hero } from "../../api/types";
import { playPath, titlePath } from "../../lib/paths";
import { createGetAndWatch } from "../../shared/downloads/getAndWatch";
import { FreeSourceLine, GetAndWatchButton } from "../../shared/downloads/GetAndWatchButton";
import { dashboardQuery } from "../../shared/queries";
import { toggleSeen, toggleWatchLater } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";

interface HeroBillboardProps {
  hero: Hero;
  /** Downloads that run, perhaps of the title. */
  jobs: readonly DownloadJob[];
  /** Why the title is suggested, instead of the server's reason. */
  reason?: string;
}

/** The suggested title, and the reason for the suggestion. */
export function HeroBillboard(props: HeroBillboardProps) {
  const media = () => withUserMarks(props.hero.media);
  const freeSource = () => (may("download") ? props.hero.freeSource : null);
  const flow = createGetAndWatch({
    mediaId: () => props.hero.media.id,
    openJob: () => props.jobs.find((job) => job.mediaId === props.hero.media.id),
    onReady: () => void revalidate(dashboardQuery.key),
  });

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
          {props.reason ?? props.hero.reason}
        </>
      }
      meta={factsOf(media())}
      tagline={props.hero.tagline || media().overview}
      actions={
        <>
          <Switch>
            <Match when={props.hero.libraryItemId}>
              {(item) => (
                <ButtonLink href={playPath(item())} tone="primary">
                  <PlayIcon />
                  {(media().progressPercent ?? 0) > 0 ? "Resume" : "Play"}
                </ButtonLink>
              )}
            </Match>
            <Match when={freeSource()}>
              {(source) => <GetAndWatchButton source={source()} flow={flow} />}
            </Match>
          </Switch>
          <ButtonLink
            href={titlePath(media())}
            tone={(props.hero.libraryItemId ?? freeSource()) ? "plain" : "primary"}
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
      <Show when={props.hero.libraryItemId === null && freeSource()}>
        {(source) => <FreeSourceLine source={source()} flow={flow} />}
      </Show>
    </Billboard>
  );
}

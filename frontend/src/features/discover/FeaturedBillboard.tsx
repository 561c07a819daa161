import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Flame from "lucide-solid/icons/flame";
import { createAsyncStore, revalidate } from "@solidjs/router";
import { createEffect, createSignal, For, onCleanup, Show } from "solid-js";
import { may } from "../../api/signedInUser";
import type { FreeSource, MediaCard } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { createGetAndWatch, type GetAndWatch } from "../../shared/downloads/getAndWatch";
import { FreeSourceLine, GetAndWatchButton } from "../../shared/downloads/GetAndWatchButton";
import { discoverQuery } from "../../shared/titles/catalogQueries";
import { toggleSeen, toggleWatchLater, useTitleActions } from "../../shared/titles/titleActions";
import { factsOf } from "../../shared/titles/titleFacts";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { Button, ButtonLink } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";

import type { Headliner } from "./headliners";

const TURN_MS = 9_000;

/** A carousel of featured titles. Hover, focus and reduced motion pause it. */
export function FeaturedBillboard(props: { turns: readonly Headliner[] }) {
  const [at, setAt] = createSignal(0);
  const [paused, setPaused] = createSignal(false);
  const turn = () => props.turns[at() % Math.max(1, props.turns.length)];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const dashboard = createAsyncStore(() => dashboardQuery().catch(() => undefined));
  const flow = createGetAndWatch({
    mediaId: () => turn()?.media.id ?? 0,
    openJob: () =>
      dashboard.latest?.activeDownloads.find((job) => job.mediaId === turn()?.media.id),
    onReady: () => void revalidate(discoverQuery.key),
  });

  createEffect(() => {
    if (paused() || still || flow.isBusy() || props.turns.length < 2) return;
    const from = at();
    const timer = setTimeout(() => setAt((from + 1) % props.turns.length), TURN_MS);
    onCleanup(() => clearTimeout(timer));
  });

  return (
    <Show when={turn()} fallback={<div class="h-[calc(var(--bar)+28px)]" />}>
      {(now) => (
        <div
          class="relative"
          onPointerEnter={() => setPaused(true)}
          onPointerLeave={() => setPaused(false)}
          onFocusIn={() => setPaused(true)}
          onFocusOut={() => setPaused(false)}
        >
          <Billboard
            heading="h2"
            label="In the spotlight"
            title={now().media.title}
            titleLanguage={now().media.titleLanguage}
            year={now().media.year}
            genres={now().media.genres}
            backdropUrl={now().media.backdropUrl}
            backdropPlaceholder={now().media.backdropPlaceholder}
            logoUrl={now().media.logoUrl}
            eyebrow={
              <>
                <Flame aria-hidden="true" />
                {now().why}
              </>
            }
            meta={factsOf(now().media)}
            tagline={now().media.overview}
            taglineLanguage={now().media.overviewLanguage}
            actions={<HeadlineActions media={now().media} source={sourceOf(now())} flow={flow} />}
          >
            <Show when={sourceOf(now())}>
              {(source) => <FreeSourceLine source={source()} flow={flow} />}
            </Show>
          </Billboard>
          <Show when={props.turns.length > 1}>
            <Pips turns={props.turns} at={at()} paused={paused() || still} onChoose={setAt} />
          </Show>
        </div>
      )}
    </Show>
  );
}

/** Of a title that is not here, for a person who may download it. */
const sourceOf = ({ media, source }: Headliner) =>
  media.inLibrary || !may("download") ? undefined : source;

interface HeadlineActionsProps {
  media: MediaCard;
  source: FreeSource | undefined;
  flow: GetAndWatch;
}

function HeadlineActions(props: HeadlineActionsProps) {
  const titles = useTitleActions();
  const media = () => withUserMarks(props.media);
  const canPlay = () => media().atHand && media().mediaType !== "game";
  const isGame = () => media().mediaType === "game";

  return (
    <>
      <Show
        when={canPlay()}
        fallback={
          <>
            <Show when={props.source}>
              {(source) => (
                <GetAndWatchButton
                  source={source()}
                  flow={props.flow}
                  label={isGame() ? "Get" : undefined}
                />
              )}
            </Show>
            <ButtonLink
              href={titlePath(media())}
              tone={props.source ? "plain" : "primary"}
              class="phone:flex-1"
            >
              Details
            </ButtonLink>
          </>
        }
      >
        <Button tone="primary" onClick={() => void titles.play(props.media)}>
          <PlayIcon />
          Play
        </Button>
        <ButtonLink href={titlePath(media())} class="phone:flex-1">
          Details
        </ButtonLink>
      </Show>
      <IconButton
        label={media().watchLater ? "Remove from watch later" : "Watch later"}
        pressed={media().watchLater}
        onClick={() => void toggleWatchLater(props.media)}
      >
        <Show when={media().watchLater} fallback={<Bookmark />}>
          <BookmarkCheck />
        </Show>
      </IconButton>
      <IconButton
        label={media().watched ? "Not seen" : "Seen"}
        pressed={media().watched}
        onClick={() => void toggleSeen(props.media)}
      >
        <Check />
      </IconButton>
    </>
  );
}

interface PipsProps {
  turns: readonly Headliner[];
  at: number;
  paused: boolean;
  onChoose: (index: number) => void;
}

/** Pagination dots with the progress of the current slide. */
function Pips(props: PipsProps) {
  return (
    <div
      class="absolute right-(--gutter) bottom-10 z-1 flex phone:hidden"
      role="group"
      aria-label="Titles in the spotlight"
    >
      <For each={props.turns}>
        {(turn, index) => (
          <button
            type="button"
            class="group/pip grid h-6 place-items-center rounded-chip px-[3.5px]"
            aria-label={turn.media.title}
            aria-current={index() === props.at}
            onClick={() => props.onChoose(index())}
          >
            <span
              class="block h-[3px] overflow-hidden rounded-pill bg-fill-2 transition-[width,background-color] duration-(--slow) group-hover/pip:bg-fill-3"
              classList={{ "w-11": index() === props.at, "w-[22px]": index() !== props.at }}
            >
              <Show when={index() === props.at}>
                <i
                  class="block h-full origin-left rounded-pill bg-ink pip-fill"
                  classList={{ "[animation-play-state:paused]": props.paused }}
                />
              </Show>
            </span>
          </button>
        )}
      </For>
    </div>
  );
}

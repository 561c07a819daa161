import { revalidate, useSearchParams } from "@solidjs/router";
import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Check from "lucide-solid/icons/check";
import ChevronDown from "lucide-solid/icons/chevron-down";
import Eye from "lucide-solid/icons/eye";
import Heart from "lucide-solid/icons/heart";
import ListPlus from "lucide-solid/icons/list-plus";
import { createSignal, Show, type JSX } from "solid-js";
import { may } from "../../api/signedInUser";
import type { MediaCard, MediaDetail } from "../../api/types";
import { bestSource } from "../../shared/downloads/bestFreeSource";
import { createGetAndWatch } from "../../shared/downloads/getAndWatch";
import { FreeSourceLine, GetAndWatchButton } from "../../shared/downloads/GetAndWatchButton";
import { mediaQuery } from "../../shared/titleQueries";
import { statusMenuItems } from "../../shared/titles/statusMenuItems";
import { STATUS_LABELS } from "../../shared/titles/statusLabels";
import { posterKeys } from "../../shared/titles/posterKeys";
import {
  rate,
  toggleFavorite,
  toggleFollow,
  toggleSeen,
  toggleWatchLater,
} from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { buttonClass } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { Menu } from "../../ui/Menu";
import { usePlainKeys } from "./titleShortcuts";
import { DownloadButton, TitleMainButton } from "./TitleMainButton";
import { mainActionOf } from "./mainAction";
import { TitleMoreMenu } from "./TitleMoreMenu";
import type { PlayOffer } from "./playOffer";
import { ProviderScores } from "./ProviderScores";
import { createTitleDownload } from "./titleDownload";
import { StarRating } from "./lazyParts";
import { addressOf, trailerOf } from "./videoLinks";

const TitleEditSheet = lazyOverlay(() => import("./TitleEditSheet"));
const AddDownloadSheet = lazyOverlay(() => import("../../shared/downloads/AddDownloadSheet"));

interface TitleBillboardProps {
  title: MediaDetail;
  meta: readonly string[];
  /** What the play button plays; null shows its download, or the button that adds one. */
  offer: PlayOffer | null;
  onPlay?: () => void;
  /** Of a game: its state, and what a person does with it instead of watching. */
  game?: { state: JSX.Element; actions: JSX.Element };
  /** The line below the buttons. */
  children?: JSX.Element;
}

/** A title's backdrop, name and actions. */
export function TitleBillboard(props: TitleBillboardProps) {
  const [search, setSearch] = useSearchParams<{ get?: string }>();
  const [isEditing, setEditing] = createSignal(false);
  const getIt = () => setSearch({ get: "1" }, { replace: true });
  const now = () => withUserMarks(props.title);
  /** A game is put on a shelf instead; one that is on the list can leave it. */
  const canWatchLater = () => !props.game || now().watchLater;
  const source = () => (props.offer || !may("download") ? undefined : bestSource(props.title));
  const flow = createGetAndWatch({
    mediaId: () => props.title.id,
    onReady: () => void revalidate(mediaQuery.keyFor(props.title.mediaType, props.title.id)),
  });
  const getNow = () => {
    const best = source();
    if (!best) getIt();
    else if (!flow.job()) void flow.start(best.id);
  };

  const download = createTitleDownload(() => props.title);
  const action = () => mainActionOf(props.offer, download());

  usePlainKeys({
    p: () => {
      if (props.offer) props.onPlay?.();
      else if (!download()) getNow();
    },
    w: () => {
      if (canWatchLater()) void toggleWatchLater(props.title);
    },
    s: () => void toggleSeen(props.title),
    ...posterKeys(() => props.title),
  });

  return (
    <>
      <Billboard
        kind="detail"
        isLong={props.game !== undefined}
        title={props.title.title}
        titleLanguage={props.title.titleLanguage}
        year={props.title.year}
        genres={props.title.genres}
        backdropUrl={props.title.backdropUrl}
        backdropPlaceholder={props.title.backdropPlaceholder}
        logoUrl={props.title.logoUrl}
        meta={props.meta}
        certificate={props.title.certificate}
        tagline={props.title.tagline}
        taglineLanguage={props.title.taglineLanguage}
        scores={
          <>
            <ProviderScores title={props.title} />
            <div class="mt-3 flex flex-wrap items-center gap-x-5 gap-y-1">
              <Show when={!props.game}>
                <StatusMenu title={now()} />
              </Show>
              <StarRating
                label="Your rating"
                value={now().ownRating}
                onChange={(rating) => void rate(props.title, rating)}
              />
            </div>
            {props.game?.state}
          </>
        }
        actions={
          <>
            <Show
              when={action().kind === "get" && source()}
              fallback={<TitleMainButton action={action()} onGet={getIt} />}
            >
              {(best) => <GetAndWatchButton source={best()} flow={flow} />}
            </Show>
            <Show when={action().kind === "play" && download()}>
              {(running) => <DownloadButton download={running()} />}
            </Show>
            <Show when={trailerOf(props.title.videos)}>
              {(video) => (
                <a
                  href={addressOf(video()) ?? ""}
                  target="_blank"
                  rel="noopener noreferrer"
                  class={buttonClass({ class: "phone:flex-1" })}
                >
                  <Clapperboard class="size-5" aria-hidden="true" />
                  Trailer
                </a>
              )}
            </Show>
            <Show when={source()}>
              <IconButton label="Other sources" onClick={getIt}>
                <ListPlus />
              </IconButton>
            </Show>
            {props.game?.actions}
            <div
              class="contents gap-2.5 phone:flex phone:basis-full"
              classList={{ "phone:justify-between": !props.game }}
            >
              <Show when={canWatchLater()}>
                <IconButton
                  label={now().watchLater ? "Remove from watch later" : "Watch later"}
                  pressed={now().watchLater}
                  onClick={() => void toggleWatchLater(props.title)}
                >
                  <Show when={now().watchLater} fallback={<Bookmark />}>
                    <BookmarkCheck />
                  </Show>
                </IconButton>
              </Show>
              <Show when={!props.game}>
                <IconButton
                  label={now().watched ? "Mark as not seen" : "Mark as seen"}
                  pressed={now().watched}
                  onClick={() => void toggleSeen(props.title)}
                >
                  <Check strokeWidth={now().watched ? 3 : 1.75} />
                </IconButton>
              </Show>
              <Show when={props.title.mediaType === "show"}>
                <IconButton
                  label={now().followed ? "Unfollow" : "Follow"}
                  pressed={now().followed}
                  onClick={() => void toggleFollow(props.title)}
                >
                  <Eye strokeWidth={now().followed ? 2.5 : 1.75} />
                </IconButton>
              </Show>
              <IconButton
                label={now().favorite ? "Remove from favorites" : "Favorite"}
                pressed={now().favorite}
                onClick={() => void toggleFavorite(props.title)}
              >
                <Heart class={now().favorite ? "fill-current" : ""} />
              </IconButton>
              <TitleMoreMenu title={now()} onEdit={() => setEditing(true)} />
            </div>
          </>
        }
      >
        <Show when={!source() || props.title.libraryItems.length > 0}>{props.children}</Show>
        <Show when={source()}>{(best) => <FreeSourceLine source={best()} flow={flow} />}</Show>
      </Billboard>
      <Show when={isEditing()}>
        <TitleEditSheet title={props.title} onClose={() => setEditing(false)} />
      </Show>
      <Show when={search.get !== undefined}>
        <AddDownloadSheet
          open
          onClose={() => setSearch({ get: undefined }, { replace: true })}
          media={props.title}
          sources={props.title.freeSources}
          flow={flow}
        />
      </Show>
    </>
  );
}

/** The status of a film or a show. */
function StatusMenu(props: { title: MediaCard }) {
  const label = () => (props.title.watchStatus ? STATUS_LABELS[props.title.watchStatus] : "Status");
  return (
    <Menu
      label={props.title.watchStatus ? `Status: ${label()}` : "Choose a status"}
      triggerClass="reach inline-flex h-9 items-center gap-2 rounded-pill bg-fill px-4 text-14 transition-[background-color] press hairline hover:bg-fill-2"
      trigger={
        <>
          {label()}
          <ChevronDown class="size-3.5" aria-hidden="true" />
        </>
      }
      groups={[{ title: "Status", items: statusMenuItems(props.title) }]}
    />
  );
}

import { useSearchParams } from "@solidjs/router";
import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Check from "lucide-solid/icons/check";
import Download from "lucide-solid/icons/download";
import { Show, type JSX } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { AddDownloadSheet } from "../../shared/downloads/AddDownloadSheet";
import { toggleSeen, toggleWatchLater } from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Billboard } from "../../ui/Billboard";
import { Button, ButtonLink, buttonClass } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { usePlainKeys } from "./keys";
import type { PlayOffer } from "./offer";
import { Scores } from "./Scores";
import { addressOf, trailerOf } from "./Videos";

interface TitleBillboardProps {
  title: MediaDetail;
  meta: readonly string[];
  /** What the play button plays; null shows the button that adds a download. */
  offer: PlayOffer | null;
  onPlay?: () => void;
  /** The line below the buttons. */
  children?: JSX.Element;
}

/** A title's backdrop, name and actions. */
export function TitleBillboard(props: TitleBillboardProps) {
  const [search, setSearch] = useSearchParams<{ get?: string }>();
  const getIt = () => setSearch({ get: "1" }, { replace: true });
  const now = () => withUserMarks(props.title);
  const isGame = () => props.title.mediaType === "game";

  usePlainKeys({
    p: () => (props.offer ? props.onPlay?.() : getIt()),
    w: () => void toggleWatchLater(props.title),
    s: () => void toggleSeen(props.title),
  });

  return (
    <>
      <Billboard
        kind="detail"
        title={props.title.title}
        year={props.title.year}
        genres={props.title.genres}
        backdropUrl={props.title.backdropUrl}
        backdropPlaceholder={props.title.backdropPlaceholder}
        logoUrl={props.title.logoUrl}
        meta={props.meta}
        certificate={props.title.certificate}
        tagline={props.title.tagline}
        scores={<Scores title={props.title} />}
        actions={
          <>
            <Show when={props.offer} fallback={<GetButton onGet={getIt} />}>
              {(offer) => <PlayButton offer={offer()} />}
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
            <IconButton
              label={now().watchLater ? "Remove from watch later" : "Watch later"}
              pressed={now().watchLater}
              onClick={() => void toggleWatchLater(props.title)}
            >
              <Show when={now().watchLater} fallback={<Bookmark />}>
                <BookmarkCheck />
              </Show>
            </IconButton>
            <IconButton
              label={seenLabel(now().watched, isGame())}
              pressed={now().watched}
              onClick={() => void toggleSeen(props.title)}
            >
              <Check strokeWidth={now().watched ? 3 : 1.75} />
            </IconButton>
          </>
        }
      >
        {props.children}
      </Billboard>
      <AddDownloadSheet
        open={search.get !== undefined}
        onClose={() => setSearch({ get: undefined }, { replace: true })}
        media={props.title}
      />
    </>
  );
}

function seenLabel(isSeen: boolean, isGame: boolean): string {
  if (isGame) return isSeen ? "Mark as not played" : "Mark as played";
  return isSeen ? "Mark as not seen" : "Mark as seen";
}

function PlayButton(props: { offer: PlayOffer }) {
  return (
    <ButtonLink href={props.offer.href} tone="primary">
      <PlayIcon />
      {props.offer.label}
      <Show when={props.offer.note}>
        <span class="font-normal tabular-nums opacity-68">{props.offer.note}</span>
      </Show>
    </ButtonLink>
  );
}

function GetButton(props: { onGet: () => void }) {
  return (
    <Button tone="primary" onClick={() => props.onGet()}>
      <Download class="size-5" aria-hidden="true" />
      Get
    </Button>
  );
}

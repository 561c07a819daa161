import { A } from "@solidjs/router";
import CircleHelp from "lucide-solid/icons/circle-question-mark";
import Info from "lucide-solid/icons/info";
import { Show } from "solid-js";
import { may } from "../../api/signedInUser";
import type { LibraryItem } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { playFilePath, titlePath } from "../../lib/pagePaths";
import { absenceText, DAMAGED } from "../../shared/library/absenceText";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { detailsPath, reviewPath, displayName } from "./fileNames";

interface FileCardProps {
  item: LibraryItem;
  onDetails: () => void;
  eager?: boolean;
}

const CARD =
  "group/file relative isolate block aspect-2/3 overflow-hidden rounded-card bg-surface-2 transition-[transform,box-shadow] duration-(--slow) art-edge hover:z-2 hover:-translate-y-1.5 hover:scale-103 hover:shadow-raised has-[[data-roving-item]:focus-visible]:z-2 has-[[data-roving-item]:focus-visible]:-translate-y-1.5 has-[[data-roving-item]:focus-visible]:scale-103 has-[[data-roving-item]:focus-visible]:outline-2 has-[[data-roving-item]:focus-visible]:outline-offset-3 has-[[data-roving-item]:focus-visible]:outline-accent";

const OVER =
  "pointer-events-none absolute inset-x-0 bottom-0 z-2 flex gap-1.5 bg-linear-to-t from-art-shade-2 to-transparent px-3.5 pt-16 pb-3.5 text-on-art opacity-0 transition-opacity group-hover/file:opacity-100 [@media(hover:hover)]:group-hover/file:[&_*]:pointer-events-auto";

/**
 * One file as a card. It opens the title; an unmatched file opens its review, or plays. A game, and
 * a file that is not at hand, opens its details instead of playing.
 */
export function FileCard(props: FileCardProps) {
  const isGame = () => props.item.content !== "video";
  const canPlay = () => !isGame() && props.item.absence === null;
  const isNamed = () => props.item.matchState === "matched" && props.item.media !== null;
  const href = () => {
    const media = props.item.media;
    if (isNamed() && media) return titlePath(media);
    if (may("match")) return reviewPath(props.item.id);
    return canPlay() ? playFilePath(props.item.id) : detailsPath(props.item.id);
  };
  const facts = () =>
    [
      props.item.absence ? absenceText(props.item.absence) : "",
      props.item.probeError ? DAMAGED : "",
      props.item.episodeLabel,
      props.item.resolutionLabel,
      formatBytes(props.item.fileSizeBytes),
    ].filter(Boolean);

  return (
    <div class="min-w-0">
      <div class={CARD}>
        <A
          href={href()}
          class="absolute inset-0 z-1 outline-none"
          aria-label={[displayName(props.item), ...facts()].join(", ")}
          aria-keyshortcuts="P I"
          data-roving-item
          onKeyDown={(event) => {
            if (event.key === "i") props.onDetails();
          }}
        />
        <div
          class="size-full"
          classList={{
            "opacity-45": props.item.matchState === "ignored" || props.item.absence !== null,
          }}
        >
          <Artwork
            title={displayName(props.item)}
            year={props.item.media?.year ?? null}
            genres={props.item.media?.genres ?? []}
            src={props.item.media?.posterUrl ?? null}
            placeholder={props.item.media?.posterPlaceholder}
            kind="poster"
            alt=""
            eager={props.eager}
          />
        </div>
        <Show when={!isNamed()}>
          <span class="absolute top-2 right-2 z-1 grid size-6 place-items-center rounded-full bg-art-glass text-on-art backdrop-blur-[14px]">
            <CircleHelp class="size-[15px]" aria-hidden="true" />
          </span>
        </Show>
        <div class={OVER}>
          <Show when={canPlay()}>
            <A
              href={playFilePath(props.item.id)}
              class="grid size-8 place-items-center rounded-full bg-on-art text-on-art-btn"
              aria-label={`Play ${displayName(props.item)}`}
              tabindex="-1"
            >
              <PlayIcon class="ml-0.5 size-4" />
            </A>
          </Show>
          <IconButton
            label={`Details of ${displayName(props.item)}`}
            tone="art"
            size="small"
            tabindex="-1"
            onClick={() => props.onDetails()}
          >
            <Info />
          </IconButton>
        </div>
      </div>
      <div class="mt-3 flex items-start gap-1">
        <div class="min-w-0 flex-1">
          <p class="truncate text-14 font-strong tracking-[-.01em]">{displayName(props.item)}</p>
          <p class="truncate text-13 text-muted tabular-nums">{facts().join(" · ")}</p>
        </div>
        <IconButton
          label={`Details of ${displayName(props.item)}`}
          tone="bare"
          size="small"
          class="-mt-1 -mr-1.5 hidden pointer-coarse:grid"
          onClick={() => props.onDetails()}
        >
          <Info />
        </IconButton>
      </div>
    </div>
  );
}

import { Show } from "solid-js";
import type { CalendarEntry } from "../../api/types";
import { Artwork } from "../../ui/poster/Artwork";
import { gradientOf } from "../../ui/poster/generatedPictureUrl";
import { averageColor } from "./averageColor";
import { NewMark, ReleaseBadge } from "./ReleaseBadge";
import { badgeText, releaseText } from "./releaseText";

interface ReleaseCardProps {
  entry: CalendarEntry;
  isPast: boolean;
  onOpen: () => void;
}

/** A release as its picture: upright in a column, wide on narrow windows. */
export function ReleaseCard(props: ReleaseCardProps) {
  const media = () => props.entry.media;
  const still = () => props.entry.episode?.stillUrl ?? null;
  const isReady = () => props.entry.libraryItemId !== null && !props.entry.seen;
  const light = () => {
    const hash = still() ? props.entry.episode?.stillPlaceholder : media().backdropPlaceholder;
    return (hash && averageColor(hash)) ?? gradientOf(media().title);
  };
  const isFaded = () => props.entry.seen || (props.isPast && !isReady());

  return (
    <div class="relative isolate">
      <Show when={!isFaded()}>
        <span
          class="absolute inset-x-3 top-1/2 -bottom-2 -z-1 rounded-card art-light"
          style={{ background: light() }}
          aria-hidden="true"
        />
      </Show>
      <button
        type="button"
        data-roving-item
        class="group/release relative isolate block h-[216px] w-full overflow-hidden rounded-card bg-surface-2 text-left text-on-art art-edge transition-transform duration-(--slow) hover:-translate-y-1 max-[1100px]:h-[128px] motion-reduce:transform-none"
        classList={{
          "shadow-[0_0_0_1.5px_var(--accent)]": isReady(),
        }}
        onClick={() => props.onOpen()}
      >
        <span class="absolute inset-0 -z-2" classList={{ "opacity-45": isFaded() }}>
          <Artwork
            title={media().title}
            year={media().year}
            genres={media().genres}
            src={still() ?? media().backdropUrl}
            placeholder={
              still() ? props.entry.episode?.stillPlaceholder : media().backdropPlaceholder
            }
            kind={still() ? "still" : "backdrop"}
            sizes="(max-width: 1100px) 100vw, 384px"
            alt=""
          />
        </span>
        <span class="absolute inset-x-0 top-[25%] bottom-0 -z-1 bg-linear-to-t from-art-shade to-transparent" />
        <span class="absolute top-2.5 left-2.5 max-w-[calc(100%-20px)] rounded-[13px] bg-art-glass px-2.5 py-1 text-12 leading-tight font-strong backdrop-blur-[14px]">
          {badgeText(props.entry)}
        </span>
        <span class="absolute inset-x-3 bottom-3 block [text-shadow:0_1px_8px_var(--art-glow)]">
          <b class="line-clamp-2 text-15 leading-tight font-strong tracking-[-.015em]">
            {media().title}
          </b>
          <span class="mt-1 block truncate text-12 text-on-art-muted tabular-nums">
            {releaseText(props.entry)}
          </span>
          <span class="mt-1.5 flex items-center gap-2.5 empty:hidden">
            <Show when={props.entry.isNew}>
              <NewMark />
            </Show>
            <ReleaseBadge entry={props.entry} />
          </span>
        </span>
      </button>
    </div>
  );
}

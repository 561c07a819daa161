import { Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import type { Next } from "./upNext";

interface NextEpisodeCardProps {
  next: Next;
  /** The title of the show. */
  media: MediaCard | null;
  /** Null when it does not start by itself. */
  countdown: { left: number; total: number } | null;
  asks: boolean;
  onGo: () => void;
  onStay: () => void;
}

/** The next episode, with a countdown to its start. */
export function NextEpisodeCard(props: NextEpisodeCardProps) {
  return (
    <aside
      class="absolute right-8 bottom-(--above-controls) z-3 w-[312px] overflow-hidden rounded-[18px] bg-art-glass backdrop-blur-[30px] backdrop-saturate-150 float enter-rise phone:right-4 phone:left-4 phone:grid phone:w-auto phone:grid-cols-[136px_1fr] phone:items-center"
      aria-label="Next episode"
    >
      <div class="aspect-video phone:aspect-auto phone:h-full">
        <Artwork
          title={props.next.label}
          year={props.media?.year ?? null}
          genres={props.media?.genres ?? []}
          src={props.next.stillUrl}
          kind="still"
          alt=""
        />
      </div>
      <div class="p-4 pt-3.5">
        <p class="text-13 text-on-art-muted tabular-nums" role="status">
          {labelOf(props)}
        </p>
        <p class="mt-0.5 mb-3 line-clamp-2 text-15 font-semibold tracking-[-.015em]">
          {props.next.label}
        </p>
        <div class="flex gap-2">
          <Button size="small" tone="primary" class="pl-2.5!" onClick={() => props.onGo()}>
            <Show when={props.countdown} fallback={<PlayIcon class="size-[18px]" />}>
              {(countdown) => <Ring share={countdown().left / countdown().total} />}
            </Show>
            {props.asks ? "Yes, go on" : "Play now"}
          </Button>
          <Button size="small" tone="ghost" onClick={() => props.onStay()}>
            Cancel
            <KeyboardKey class="phone:hidden">Esc</KeyboardKey>
          </Button>
        </div>
      </div>
    </aside>
  );
}

function labelOf({ countdown, asks }: Pick<NextEpisodeCardProps, "countdown" | "asks">): string {
  if (asks) return "Are you still watching?";
  return countdown ? `Next, in ${pluralize(countdown.left, "second")}` : "Next";
}

const ROUND = 2 * Math.PI * 8;

function Ring(props: { share: number }) {
  return (
    <svg
      class="size-[18px] -rotate-90 fill-none stroke-current [stroke-width:2.6]"
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <circle cx="10" cy="10" r="8" opacity=".2" />
      <circle
        class="transition-[stroke-dashoffset] duration-1000 ease-linear [stroke-linecap:round]"
        cx="10"
        cy="10"
        r="8"
        stroke-dasharray={String(ROUND)}
        stroke-dashoffset={String(ROUND * (1 - Math.max(0, props.share)))}
      />
    </svg>
  );
}

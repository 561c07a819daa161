import { createAsyncStore } from "@solidjs/router";
import { createUniqueId, Show } from "solid-js";
import { getLibraryItem } from "../../api/library";
import type { HandoverOrder } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import { setStartsAtOnce } from "./handoverAutoStart";
import { Button } from "../../ui/Button";
import { PosterImage } from "../../ui/poster/PosterImage";

interface HandoverCardProps {
  order: HandoverOrder;
  onContinue: () => void;
  onDecline: () => void;
}

/** Offers to go on with what another device of this person plays. */
export function HandoverCard(props: HandoverCardProps) {
  let always!: HTMLInputElement;
  const titleId = createUniqueId();
  const playing = () => props.order.playing;
  const item = createAsyncStore(async () => {
    const id = playing()?.libraryItemId;
    // The card is complete without its poster.
    return id ? getLibraryItem(id).catch(() => undefined) : undefined;
  });
  const begin = () => {
    if (always.checked) setStartsAtOnce(true);
    props.onContinue();
  };

  return (
    <section
      data-handover
      aria-labelledby={titleId}
      class="fixed z-72 flex w-[420px] gap-4 rounded-card bg-surface-3 p-4 text-ink float enter-rise desk:right-6 desk:bottom-6 phone:inset-x-3 phone:bottom-[calc(12px+var(--tabbar))] phone:w-auto [body:has([data-player])_&]:top-24 [body:has([data-player])_&]:bottom-auto"
    >
      <Show when={item.latest?.media}>
        {(media) => (
          <span class="relative block aspect-2/3 w-[76px] flex-none overflow-hidden rounded-poster bg-surface-2 art-edge">
            <PosterImage media={media()} />
          </span>
        )}
      </Show>
      <div class="min-w-0 flex-1">
        <div role="status">
          <h2 id={titleId} class="text-15 leading-snug font-strong text-pretty">
            Continue {playing()?.title} at{" "}
            <span class="tabular-nums">{formatClock(playing()?.positionSeconds ?? 0)}</span> from{" "}
            {props.order.fromName}?
          </h2>
        </div>
        <Show when={playing()?.subtitle}>
          <p class="mt-0.5 truncate text-13 text-muted">{playing()?.subtitle}</p>
        </Show>
        <label class="mt-2 flex min-h-8 cursor-pointer items-center gap-2 text-13 text-muted">
          <input ref={always} type="checkbox" class="size-4 flex-none accent-accent" />
          Start at once on this device from now on
        </label>
        <div class="mt-2 flex flex-wrap gap-2">
          <Button size="small" tone="primary" onClick={begin}>
            Continue
          </Button>
          <Button size="small" onClick={() => props.onDecline()}>
            Not now
          </Button>
        </div>
      </div>
    </section>
  );
}

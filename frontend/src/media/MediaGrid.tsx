import { createEffect, For, Match, onCleanup, Show, Switch, type JSX } from "solid-js";
import type { MediaCard } from "../api/types";
import { FailedState } from "../ui/FailedState";
import { roving } from "../ui/roving";
import { GridSkeleton, PosterSkeleton } from "../ui/Skeleton";
import { MediaPoster } from "./MediaPoster";
import type { Pages } from "./pages";

interface MediaGridProps {
  pages: Pages;
  /** What to show when there is nothing. */
  empty: JSX.Element;
  /** Titles that were just taken out of this list. */
  hidden?: (media: MediaCard) => boolean;
}

/** Year and score under a poster. */
export function gridCaption(media: MediaCard): string {
  return [media.year, media.rating?.toFixed(1)].filter(Boolean).join(" · ") || "\u00a0";
}

/** Posters in rows that go on as one scrolls. */
export function MediaGrid(props: MediaGridProps) {
  const isEmpty = () => props.pages.items.length === 0;
  const shown = () => props.pages.items.filter((media) => !props.hidden?.(media));

  return (
    <Switch>
      <Match when={isEmpty() && props.pages.state() === "loading"}>
        <div role="status" aria-label="Loading">
          <GridSkeleton />
        </div>
      </Match>
      <Match when={isEmpty() && props.pages.state() === "failed"}>
        <FailedState error={props.pages.error()} onRetry={() => props.pages.more()} />
      </Match>
      <Match when={shown().length === 0 && !props.pages.hasMore()}>{props.empty}</Match>
      <Match when={true}>
        <Posters items={shown()} waiting={props.pages.hasMore()} />
        <Show when={props.pages.state() === "failed"}>
          <div class="mt-8">
            <FailedState
              class="min-h-0!"
              text="The rest did not load."
              error={props.pages.error()}
              onRetry={() => props.pages.more()}
            />
          </div>
        </Show>
        <Sentinel
          waiting={props.pages.hasMore() && props.pages.state() === "ready"}
          onSeen={() => props.pages.more()}
        />
      </Match>
    </Switch>
  );
}

function Posters(props: { items: readonly MediaCard[]; waiting: boolean }) {
  let grid!: HTMLDivElement;
  roving(() => grid);
  return (
    <div ref={grid} class="poster-grid" data-roving>
      <For each={props.items}>
        {(media, index) => (
          <MediaPoster
            media={media}
            class="min-w-0"
            caption={gridCaption(media)}
            eager={index() < 12}
          />
        )}
      </For>
      <Show when={props.waiting}>
        <For each={[0, 1, 2, 3, 4, 5]}>{() => <PosterSkeleton caption />}</For>
      </Show>
    </div>
  );
}

/** Asks for more a screen before the end is reached. */
function Sentinel(props: { waiting: boolean; onSeen: () => void }) {
  let mark!: HTMLDivElement;
  createEffect(() => {
    if (!props.waiting) return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) props.onSeen();
      },
      { rootMargin: "0px 0px 900px" },
    );
    watch.observe(mark);
    onCleanup(() => watch.disconnect());
  });
  return <div ref={mark} class="h-px" aria-hidden="true" />;
}

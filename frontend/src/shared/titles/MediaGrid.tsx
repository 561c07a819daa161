import { createEffect, createMemo, Match, Show, Switch, type JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import type { PagedList } from "../../lib/pagedList";
import { FailedState } from "../../ui/FailedState";
import { GridSkeleton } from "../../ui/Skeleton";
import { createPreferences } from "../preferences";
import { PosterGrid } from "./PosterGrid";

/** A list shorter than this shows no end-of-list note. */
const WORTH_AN_END = 24;

interface MediaGridProps<T extends MediaCard> {
  pages: PagedList<T>;
  /** The line under a poster; by default year and score. */
  caption?: (media: T) => string;
  /** The empty state. */
  empty: JSX.Element;
  /** Titles that were just removed from this list. */
  hidden?: (media: T) => boolean;
  /** A list of the catalogue: without what the person has seen, if they want that. */
  isCatalogue?: boolean;
  /** The note below the last row. */
  end?: string;
}

/** Year and score under a poster. */
function gridCaption(media: MediaCard): string {
  return [media.year, media.rating?.toFixed(1)].filter(Boolean).join(" · ") || "\u00a0";
}

/** A poster grid with infinite scrolling. */
export function MediaGrid<T extends MediaCard>(props: MediaGridProps<T>) {
  const isEmpty = () => props.pages.items.length === 0;
  const preferences = createPreferences();
  const hidesSeen = () => props.isCatalogue === true && preferences().hidesSeen;
  // As the server said: what is marked as seen right now stays until the list is opened again.
  const shown = createMemo(() =>
    props.pages.items.filter((media) => !props.hidden?.(media) && !(hidesSeen() && media.watched)),
  );
  // A page of seen titles adds no row, so that no scrolling would ask for the next one.
  createEffect(() => {
    if (hidesSeen() && props.pages.state() === "ready" && props.pages.hasMore())
      if (shown().length < WORTH_AN_END) props.pages.loadMore();
  });

  return (
    <Switch>
      <Match when={isEmpty() && props.pages.state() === "loading"}>
        <div role="status" aria-label="Loading">
          <GridSkeleton />
        </div>
      </Match>
      <Match when={isEmpty() && props.pages.state() === "failed"}>
        <FailedState error={props.pages.error()} onRetry={() => props.pages.loadMore()} />
      </Match>
      <Match when={shown().length === 0 && !props.pages.hasMore()}>{props.empty}</Match>
      <Match when={true}>
        <PosterGrid
          items={shown()}
          caption={props.caption ?? gridCaption}
          waiting={props.pages.hasMore()}
          onNearEnd={() => {
            // After a failure the user retries; scrolling does not.
            if (props.pages.state() === "ready") props.pages.loadMore();
          }}
        />
        <Show when={props.pages.state() === "failed"}>
          <div class="mt-8">
            <FailedState
              class="min-h-0!"
              text="The rest did not load."
              error={props.pages.error()}
              onRetry={() => props.pages.loadMore()}
            />
          </div>
        </Show>
        <Show when={props.end && !props.pages.hasMore() && shown().length >= WORTH_AN_END}>
          <p class="mt-12 text-center text-13 text-muted">{props.end}</p>
        </Show>
      </Match>
    </Switch>
  );
}

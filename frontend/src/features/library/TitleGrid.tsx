import Info from "lucide-solid/icons/info";
import Unplug from "lucide-solid/icons/unplug";
import { createMemo, Match, Show, Switch, type JSX } from "solid-js";
import type { LibraryTitle, MediaCard } from "../../api/types";
import type { PagedList } from "../../lib/pagedList";
import { PosterGrid } from "../../shared/titles/PosterGrid";
import { FailedState } from "../../ui/FailedState";
import { GridSkeleton } from "../../ui/Skeleton";
import { IconButton } from "../../ui/IconButton";
import { holdingsText } from "./titleText";

interface TitleGridProps {
  titles: PagedList<LibraryTitle & { id: number }>;
  /** Shows the files of a title. */
  onFiles: (id: number) => void;
  empty: JSX.Element;
}

/** The posters of the library with what is there of each title. */
export function TitleGrid(props: TitleGridProps) {
  const isEmpty = () => props.titles.items.length === 0;
  const known = createMemo(() => new Map(props.titles.items.map((each) => [each.id, each])));
  const isAbsent = (media: MediaCard) => Boolean(known().get(media.id)?.absence);
  const cards = createMemo(() => props.titles.items.map((each) => each.media));

  return (
    <Switch>
      <Match when={isEmpty() && props.titles.state() === "loading"}>
        <div role="status" aria-label="Loading">
          <GridSkeleton />
        </div>
      </Match>
      <Match when={isEmpty() && props.titles.state() === "failed"}>
        <FailedState
          text="Your library did not load."
          error={props.titles.error()}
          onRetry={() => props.titles.loadMore()}
        />
      </Match>
      <Match when={isEmpty()}>{props.empty}</Match>
      <Match when={true}>
        <PosterGrid
          items={cards()}
          caption={(media) => {
            const title = known().get(media.id);
            return title ? holdingsText(title) : "";
          }}
          onInfo={(media) => props.onFiles(media.id)}
          tools={(media) => (
            <PosterTools
              name={media.title}
              isAbsent={isAbsent(media)}
              onFiles={() => props.onFiles(media.id)}
            />
          )}
          waiting={props.titles.hasMore()}
          onNearEnd={() => {
            // After a failure the user retries; scrolling does not.
            if (props.titles.state() === "ready") props.titles.loadMore();
          }}
        />
        <Show when={props.titles.state() === "failed"}>
          <FailedState
            class="mt-8 min-h-0!"
            text="The rest did not load."
            error={props.titles.error()}
            onRetry={() => props.titles.loadMore()}
          />
        </Show>
      </Match>
    </Switch>
  );
}

/** A button for the files, for pointers: the focused card has a key. Titles that cannot be played now are grey. */
function PosterTools(props: { name: string; isAbsent: boolean; onFiles: () => void }) {
  return (
    <>
      <Show when={props.isAbsent}>
        <span
          class="pointer-events-none absolute inset-0 backdrop-brightness-60 backdrop-grayscale"
          aria-hidden="true"
        />
        <span
          class="pointer-events-none absolute top-2 right-2 z-2 grid size-7 place-items-center rounded-full bg-art-shade-2 text-on-art transition-opacity group-hover/poster:opacity-0 pointer-coarse:opacity-100!"
          aria-hidden="true"
        >
          <Unplug class="size-4" />
        </span>
      </Show>
      <IconButton
        label={`Files of ${props.name}`}
        tone="art"
        size="small"
        tabindex="-1"
        class="absolute! top-2 right-2 z-3 bg-art-glass! opacity-0 backdrop-blur-[14px] group-hover/poster:opacity-100 focus-visible:opacity-100 pointer-coarse:top-auto pointer-coarse:bottom-1.5 pointer-coarse:opacity-100"
        onClick={() => props.onFiles()}
      >
        <Info />
      </IconButton>
    </>
  );
}

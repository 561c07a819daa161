import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { LibraryItem } from "../../api/types";
import type { PagedList } from "../../lib/pagedList";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { rovingFocus } from "../../ui/rovingFocus";
import { GridSkeleton } from "../../ui/Skeleton";
import { FileCard } from "./FileCard";

interface FileGridProps {
  files: PagedList<LibraryItem>;
  onDetails: (id: string) => void;
  empty: JSX.Element;
}

export function FileGrid(props: FileGridProps) {
  const isEmpty = () => props.files.items.length === 0;

  return (
    <Switch>
      <Match when={isEmpty() && props.files.state() === "loading"}>
        <div role="status" aria-label="Loading">
          <GridSkeleton />
        </div>
      </Match>
      <Match when={isEmpty() && props.files.state() === "failed"}>
        <FailedState
          text="Your library did not load."
          error={props.files.error()}
          onRetry={() => props.files.loadMore()}
        />
      </Match>
      <Match when={isEmpty()}>{props.empty}</Match>
      <Match when={true}>
        <Cards items={props.files.items} onDetails={props.onDetails} />
        <Show when={props.files.hasMore()}>
          <div class="mt-10 text-center">
            <Button
              size="medium"
              disabled={props.files.state() === "loading"}
              onClick={() => props.files.loadMore()}
            >
              {props.files.state() === "failed" ? "Try again" : "Show more"}
            </Button>
          </div>
        </Show>
      </Match>
    </Switch>
  );
}

function Cards(props: { items: readonly LibraryItem[]; onDetails: (id: string) => void }) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  return (
    <div ref={grid} class="poster-grid" data-roving>
      <For each={props.items}>
        {(item, index) => (
          <FileCard item={item} eager={index() < 12} onDetails={() => props.onDetails(item.id)} />
        )}
      </For>
    </div>
  );
}

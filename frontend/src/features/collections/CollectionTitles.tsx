import { createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import { editCollection, moveInCollection, removeFromCollection } from "../../api/collections";
import type { Collection, MediaCard } from "../../api/types";
import { pluralize } from "../../lib/format";
import type { PagedList } from "../../lib/pagedList";
import { applyChange } from "../../shared/titles/collectionChanges";
import { MediaPoster } from "../../shared/titles/MediaPoster";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { GridSkeleton } from "../../ui/Skeleton";
import { createSortable, type Sortable } from "../../ui/sortable";
import { SortHandle } from "../../ui/SortHandle";

interface CollectionTitlesProps {
  collection: Collection | undefined;
  pages: PagedList<MediaCard>;
  /** Whether everything is shown in the collection's order, which dragging changes. */
  canMove: boolean;
  onReload: () => void;
  empty: JSX.Element;
}

/** The titles of a collection that the user may change: arranged by hand, selected and removed. */
export function CollectionTitles(props: CollectionTitlesProps) {
  let grid!: HTMLOListElement;
  const [chosen, setChosen] = createSignal<ReadonlySet<number>>(new Set());
  const items = () => props.pages.items;
  const selected = () => items().filter((media) => chosen().has(media.id));
  const clear = () => setChosen(new Set<number>());
  const id = () => props.collection?.id ?? 0;

  const move = async (from: number, to: number) => {
    const media = items()[from];
    if (!media) return;
    const rest = items().filter((_, index) => index !== from);
    const before = rest[to]?.id ?? null;
    // Beyond what is loaded there is more: the end is after the last title that is shown.
    if (before === null && props.pages.hasMore()) return;
    props.pages.move(from, to);
    const call = moveInCollection(id(), [media.id], before);
    if (!(await applyChange(call, `${media.title} is moved`, props.onReload))) props.onReload();
  };
  const remove = async () => {
    const gone = selected();
    clear();
    for (const media of gone) props.pages.remove(media.id);
    const text = `${pluralize(gone.length, "title")} removed from ${props.collection?.name ?? ""}`;
    const call = removeFromCollection(
      id(),
      gone.map((media) => media.id),
    );
    await applyChange(call, text, props.onReload);
    props.onReload();
  };
  const cover = async () => {
    const media = selected()[0];
    if (!media) return;
    clear();
    const call = editCollection(id(), { coverMediaId: media.id });
    if (await applyChange(call, `${media.title} is the cover`, props.onReload)) props.onReload();
  };
  const choose = (media: MediaCard, on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      if (on) next.add(media.id);
      else next.delete(media.id);
      return next;
    });

  const sortable = createSortable({
    list: () => grid,
    count: () => items().length,
    nameOf: (index) => items()[index]?.title ?? "",
    onMove: (from, to) => void move(from, to),
  });

  return (
    <Switch>
      <Match when={items().length === 0 && props.pages.state() === "loading"}>
        <div role="status" aria-label="Loading">
          <GridSkeleton />
        </div>
      </Match>
      <Match when={items().length === 0 && props.pages.state() === "failed"}>
        <FailedState error={props.pages.error()} onRetry={props.pages.loadMore} />
      </Match>
      <Match when={items().length === 0}>{props.empty}</Match>
      <Match when={true}>
        <div class="mb-3 flex min-h-10 flex-wrap items-center gap-x-4 gap-y-2 text-14 text-muted">
          <Show
            when={selected().length > 0}
            fallback={
              props.canMove
                ? "Drag a title by its handle, or press Space on it and use the arrow keys."
                : "Titles are arranged by hand while everything is shown in order."
            }
          >
            <span class="tabular-nums" role="status">
              {selected().length} selected
            </span>
            <Button size="small" onClick={() => void remove()}>
              Remove
            </Button>
            <Show when={selected().length === 1 && props.collection?.isOwn}>
              <Button size="small" onClick={() => void cover()}>
                Use as cover
              </Button>
            </Show>
            <Button size="small" tone="ghost" onClick={clear}>
              Clear
            </Button>
          </Show>
        </div>
        <ol
          ref={grid}
          class="grid grid-cols-[repeat(auto-fill,minmax(128px,1fr))] gap-x-[18px] gap-y-8 phone:grid-cols-3 phone:gap-x-3"
          aria-label="Titles"
        >
          <For each={items()}>
            {(media, index) => (
              <Cell
                media={media}
                index={index()}
                sortable={props.canMove ? sortable : undefined}
                isChosen={chosen().has(media.id)}
                onChoose={(on) => choose(media, on)}
              />
            )}
          </For>
        </ol>
        <p class="sr-only" role="status" aria-live="assertive">
          {sortable.announcement()}
        </p>
        <Show when={props.pages.hasMore()}>
          <Button class="mt-8" onClick={props.pages.loadMore}>
            {props.pages.state() === "failed" ? "Try again" : "Show more"}
          </Button>
        </Show>
      </Match>
    </Switch>
  );
}

interface CellProps {
  media: MediaCard;
  index: number;
  /** Absent while the titles cannot be moved. */
  sortable: Sortable | undefined;
  isChosen: boolean;
  onChoose: (on: boolean) => void;
}

function Cell(props: CellProps) {
  const isDragged = () => props.sortable?.dragged() === props.index;
  return (
    <li
      data-sort-index={props.index}
      class="min-w-0"
      classList={{ "z-3 opacity-90": isDragged() }}
      style={props.sortable?.styleOf(props.index)}
    >
      <div class="mb-1.5 flex h-8 items-center gap-1 text-13 text-muted tabular-nums">
        <span class="flex-1 pl-0.5">{props.index + 1}</span>
        <label class="reach relative grid size-8 cursor-pointer place-items-center">
          <input
            type="checkbox"
            class="size-4 cursor-pointer accent-(--accent)"
            aria-label={`Select ${props.media.title}`}
            checked={props.isChosen}
            onChange={(event) => props.onChoose(event.currentTarget.checked)}
          />
        </label>
        <Show when={props.sortable}>
          {(sortable) => (
            <SortHandle
              sortable={sortable()}
              index={props.index}
              name={props.media.title}
              size="small"
            />
          )}
        </Show>
      </div>
      <MediaPoster media={props.media} class="min-w-0" sizes="(max-width: 760px) 30vw, 160px" />
    </li>
  );
}

import { A, revalidate } from "@solidjs/router";
import BookmarkX from "lucide-solid/icons/bookmark-x";
import Check from "lucide-solid/icons/check";
import { createMemo, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import { moveInWatchLater, setWatchLater, undoChange } from "../../api/tracking";
import type { MediaCard } from "../../api/types";
import { formatMinutes, pluralize } from "../../lib/format";
import { dropCachedLists, type PagedList } from "../../lib/pagedList";
import { titlePath } from "../../lib/pagePaths";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { toggleSeen, toggleWatchLater } from "../../shared/titles/titleActions";
import { mark, withUserMarks } from "../../shared/titles/userMarks";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { IconButton } from "../../ui/IconButton";
import { SmallPoster } from "../../ui/poster/SmallPoster";
import { Skeleton } from "../../ui/Skeleton";
import { createSortable, type Sortable } from "../../ui/sortable";
import { SortHandle } from "../../ui/SortHandle";
import { toastOnError, toastUndo } from "../../ui/toast";

interface WatchLaterListProps {
  pages: PagedList<MediaCard>;
  isListed: (media: MediaCard) => boolean;
  /** Whether the list is in the user's own order, which dragging changes. */
  canMove: boolean;
  onOwnOrder: () => void;
  /** Fetch the list again. */
  onReload: () => void;
  empty: JSX.Element;
}

/** The list as lines, arranged by hand. */
export function WatchLaterList(props: WatchLaterListProps) {
  let list!: HTMLOListElement;
  const shown = createMemo(() => props.pages.items.filter((media) => props.isListed(media)));
  const [chosen, setChosen] = createSignal<ReadonlySet<number>>(new Set());
  const selected = () => shown().filter((media) => chosen().has(media.id));

  const reload = () => {
    dropCachedLists("watch-later");
    void revalidate(dashboardQuery.key);
    props.onReload();
  };
  const offerUndo = (text: string, undoId: string | null, before?: () => void) => {
    if (!undoId) return;
    const revert = async () => {
      before?.();
      if (await toastOnError(undoChange(undoId).then(() => true))) reload();
    };
    const onUndo = () => void revert();
    toastUndo(text, onUndo);
  };
  const move = async (from: number, to: number) => {
    const media = shown()[from];
    const other = shown()[to];
    if (!media || !other) return;
    const at = (each: MediaCard) => props.pages.items.findIndex(({ id }) => id === each.id);
    props.pages.move(at(media), at(other));
    const place = to < from ? { before: other.id } : { after: other.id };
    const done = await toastOnError(moveInWatchLater(media.id, place));
    if (!done) {
      reload();
      return;
    }
    void revalidate(dashboardQuery.key);
    offerUndo(`${media.title} is moved`, done.undoId);
  };
  const removeSelected = async () => {
    const gone = selected();
    setChosen(new Set<number>());
    const setAll = (watchLater: boolean) => {
      for (const { id } of gone) mark(id, { watchLater });
    };
    setAll(false);
    const ids = gone.map(({ id }) => id);
    const done = await toastOnError(setWatchLater(ids, false));
    if (!done) {
      setAll(true);
      return;
    }
    void revalidate(dashboardQuery.key);
    const text = `${pluralize(gone.length, "title")} removed from Watch later`;
    offerUndo(text, done.undoId, () => setAll(true));
  };

  const sortable = createSortable({
    list: () => list,
    count: () => shown().length,
    nameOf: (index) => shown()[index]?.title ?? "",
    onMove: (from, to) => void move(from, to),
  });

  return (
    <Switch>
      <Match when={props.pages.items.length === 0 && props.pages.state() === "loading"}>
        <div class="grid gap-3" role="status" aria-label="Loading">
          <For each={[1, 2, 3, 4, 5]}>{() => <Skeleton class="h-[84px] rounded-card" />}</For>
        </div>
      </Match>
      <Match when={props.pages.items.length === 0 && props.pages.state() === "failed"}>
        <FailedState error={props.pages.error()} onRetry={props.pages.loadMore} />
      </Match>
      <Match when={shown().length === 0 && !props.pages.hasMore()}>{props.empty}</Match>
      <Match when={true}>
        <div class="mb-3 flex min-h-10 flex-wrap items-center gap-x-4 gap-y-2 text-14 text-muted">
          <Show
            when={selected().length > 0}
            fallback={
              <Show
                when={props.canMove}
                fallback={
                  <>
                    Only your own order can be changed.
                    <Button size="small" onClick={() => props.onOwnOrder()}>
                      My order
                    </Button>
                  </>
                }
              >
                Drag a title by its handle, or press Space on it and use the arrow keys.
              </Show>
            }
          >
            <span class="tabular-nums" role="status">
              {selected().length} selected
            </span>
            <Button size="small" onClick={() => void removeSelected()}>
              Remove from Watch later
            </Button>
            <Button size="small" tone="ghost" onClick={() => setChosen(new Set<number>())}>
              Clear
            </Button>
          </Show>
        </div>
        <ol ref={list} class="-mx-2 grid grid-cols-[minmax(0,1fr)] gap-1" aria-label="Watch later">
          <For each={shown()}>
            {(media, index) => (
              <Line
                media={withUserMarks(media)}
                index={index()}
                sortable={props.canMove ? sortable : undefined}
                isChosen={chosen().has(media.id)}
                onChoose={(on) =>
                  setChosen((before) => {
                    const next = new Set(before);
                    if (on) next.add(media.id);
                    else next.delete(media.id);
                    return next;
                  })
                }
              />
            )}
          </For>
        </ol>
        <p class="sr-only" role="status" aria-live="assertive">
          {sortable.announcement()}
        </p>
        <Show when={props.pages.hasMore()}>
          <Show
            when={props.pages.state() === "failed"}
            fallback={
              <Button class="mt-6" onClick={props.pages.loadMore}>
                Show more
              </Button>
            }
          >
            <FailedState
              class="min-h-0!"
              text="The rest did not load."
              error={props.pages.error()}
              onRetry={props.pages.loadMore}
            />
          </Show>
        </Show>
      </Match>
    </Switch>
  );
}

interface LineProps {
  media: MediaCard;
  index: number;
  /** Absent when the list is not in its own order. */
  sortable: Sortable | undefined;
  isChosen: boolean;
  onChoose: (on: boolean) => void;
}

function Line(props: LineProps) {
  const facts = () =>
    [
      props.media.year,
      props.media.runtimeMinutes && formatMinutes(props.media.runtimeMinutes),
      props.media.genres.slice(0, 2).join(", "),
    ]
      .filter(Boolean)
      .join(" · ");
  const isDragged = () => props.sortable?.dragged() === props.index;
  return (
    <li
      data-sort-index={props.index}
      class="flex items-center gap-4 rounded-card p-2 hover:bg-surface-1 phone:gap-2.5"
      classList={{ "bg-surface-2 shadow-raised": isDragged() }}
      style={props.sortable?.styleOf(props.index)}
    >
      <Show when={props.sortable}>
        {(sortable) => (
          <SortHandle
            sortable={sortable()}
            index={props.index}
            name={props.media.title}
            size="medium"
          />
        )}
      </Show>
      <SmallPoster media={props.media} />
      <div class="min-w-0 flex-1">
        <h2 class="truncate text-17 font-normal tracking-[-.018em] phone:text-15">
          <A href={titlePath(props.media)} draggable={false}>
            {props.media.title}
          </A>
        </h2>
        <p class="truncate text-13 text-muted tabular-nums">{facts()}</p>
        <Show when={props.media.atHand}>
          <p class="mt-0.5 flex items-center gap-1.5 text-12 text-muted">
            <i class="size-1.5 rounded-full bg-ok" aria-hidden="true" />
            Ready to play
          </p>
        </Show>
      </div>
      <div class="flex flex-none items-center">
        <IconButton
          label={
            props.media.watched
              ? `Mark ${props.media.title} as not seen`
              : `Mark ${props.media.title} as seen`
          }
          tone="bare"
          size="medium"
          pressed={props.media.watched}
          class="phone:hidden"
          onClick={() => void toggleSeen(props.media)}
        >
          <Check />
        </IconButton>
        <IconButton
          label={`Remove ${props.media.title} from Watch later`}
          tone="bare"
          size="medium"
          onClick={() => void toggleWatchLater(props.media)}
        >
          <BookmarkX />
        </IconButton>
        <label class="reach relative grid size-10 cursor-pointer place-items-center">
          <input
            type="checkbox"
            class="size-[18px] cursor-pointer accent-(--accent)"
            aria-label={`Select ${props.media.title}`}
            checked={props.isChosen}
            onChange={(event) => props.onChoose(event.currentTarget.checked)}
          />
        </label>
      </div>
    </li>
  );
}

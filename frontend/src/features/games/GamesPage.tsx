import { revalidate, useSearchParams } from "@solidjs/router";
import Plus from "lucide-solid/icons/plus";
import { createSignal, ErrorBoundary, For, Show, Suspense, type JSX } from "solid-js";
import type { GameStatus, MediaCard, ShelfSort, ShelvedGame } from "../../api/types";
import { isPlain } from "../../lib/keyboard";
import { pageTitle } from "../../lib/pageTitle";
import { LogGameTimeSheet } from "../../shared/titles/LogGameTimeSheet";
import { shelvesQuery } from "../../shared/queries";
import { GAME_STATUSES } from "../../shared/titles/gameStatuses";
import { OwnOrAllTabs } from "../../shared/titles/OwnOrAllTabs";
// With the page: a card that is moved by key has the focus on its new shelf at once.
import { moveGame } from "../../shared/titles/titleChanges";
import { withUserMarks } from "../../shared/titles/userMarks";
import { ButtonLink } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { SortMenu } from "../../ui/SortMenu";
import { focusItem } from "../../ui/rovingFocus";
import { ScrollableRow } from "../../ui/ScrollableRow";
import { Skeleton } from "../../ui/Skeleton";
import { DraggedGameCard } from "./DraggedGameCard";
import { MoveToShelfSheet } from "./MoveToShelfSheet";
import { PlayingGameCard } from "./PlayingGameCard";
import { createShelfDrag } from "./shelfDrag";
import { SHELF_ORDER, shelfForKey } from "./shelfKeys";
import { ShelfPoster } from "./ShelfPoster";
import { ShelfSection } from "./ShelfSection";
import { createShelves } from "./shelves";

const POSTERS = ["/art/wesnoth-poster.svg", "/art/veloren-poster.svg", "/art/stk-poster.svg"];
const SORTS: readonly { value: ShelfSort; label: string }[] = [
  { value: "last_played", label: "Last played" },
  { value: "time_played", label: "Time played" },
  { value: "added", label: "Newest on the shelf" },
  { value: "title", label: "A to Z" },
];

/** The user's games by their state. */
export default function GamesPage() {
  pageTitle(() => "Games");
  return (
    <div class="page page-top">
      <PageHeader title="Games" class="mb-6!" end={<OwnOrAllTabs type="game" at="mine" />} />
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="Your games did not load."
            error={error}
            onRetry={() => void revalidate(shelvesQuery.key).then(reset)}
          />
        )}
      >
        <Suspense fallback={<ShelvesSkeleton />}>
          <Shelves />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

function Shelves() {
  const [search, setSearch] = useSearchParams<{ platform?: string; sort?: string }>();
  const sort = () => SORTS.find(({ value }) => value === search.sort)?.value ?? "last_played";
  const shelves = createShelves(() => search.platform, sort);
  const [moved, setMoved] = createSignal<MediaCard>();
  const [logged, setLogged] = createSignal<MediaCard>();
  const [announcement, setAnnouncement] = createSignal("");
  const dragging = createShelfDrag((media, to) => void move(media, to));

  const move = (media: MediaCard, to: GameStatus) => {
    if (withUserMarks(media).gameStatus === to) return undefined;
    setAnnouncement(`${media.title}: ${GAME_STATUSES[to].label}`);
    return moveGame(media, to);
  };
  const byKey = (event: KeyboardEvent, media: MediaCard) => {
    const from = withUserMarks(media).gameStatus;
    const isCard = event.target instanceof Element && event.target.matches("[data-roving-item]");
    if (!isCard || from === null || !isPlain(event)) return;
    const to = shelfForKey(event, from);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    void move(media, to);
    // The card is a new one, on another shelf.
    const card = document.querySelector<HTMLElement>(
      `[data-shelf="${to}"] [data-game="${media.id}"] [data-roving-item]`,
    );
    if (card) focusItem(card);
  };
  const target = (status: GameStatus) => {
    const now = dragging.drag();
    if (!now) return null;
    return now.over === status ? "over" : "elsewhere";
  };
  const isEmpty = () => shelves.answer()?.total === 0 && search.platform === undefined;

  const card = (mediaId: number, status: GameStatus, show: (game: ShelvedGame) => JSX.Element) => (
    <Show when={shelves.game(mediaId)}>
      {(game) => (
        <div
          data-game={mediaId}
          class="transition-opacity"
          classList={{
            "opacity-30": dragging.drag()?.media.id === mediaId,
            "saturate-60": status === "paused" || status === "dropped",
          }}
          on:keydown={(event: KeyboardEvent) => byKey(event, game().media)}
          onPointerDown={(event) => dragging.begin(event, game().media)}
          onDragStart={(event) => event.preventDefault()}
        >
          {show(game())}
        </div>
      )}
    </Show>
  );

  return (
    <Show when={shelves.answer()}>
      {(answer) => (
        <Show
          when={!isEmpty() || SHELF_ORDER.some((status) => shelves.totalOf(status) > 0)}
          fallback={<NoGames />}
        >
          <div class="flex items-center gap-3 phone:flex-wrap">
            <Show when={answer().platforms.length > 0} fallback={<span class="flex-1" />}>
              <ScrollableRow
                as="div"
                label="Platforms"
                chosen="[aria-pressed=true]"
                at={search.platform ?? ""}
                class="flex-1 phone:flex-[1_0_100%]"
              >
                <Chip on={!search.platform} onClick={() => setSearch({ platform: undefined })}>
                  All
                </Chip>
                <For each={answer().platforms}>
                  {(platform) => (
                    <Chip
                      on={search.platform === platform.name}
                      onClick={() => setSearch({ platform: platform.name })}
                    >
                      {platform.name}
                      <span class="text-12 tabular-nums opacity-65">{platform.count}</span>
                    </Chip>
                  )}
                </For>
              </ScrollableRow>
            </Show>
            <SortMenu
              options={SORTS}
              value={sort()}
              onChange={(value) => setSearch({ sort: value })}
            />
            <ButtonLink href="/app/games/all" size="medium">
              <Plus class="size-4" aria-hidden="true" />
              Add game
            </ButtonLink>
          </div>
          <p class="mt-3 text-13 text-muted phone:hidden">
            Drag a game to another shelf, or press Shift and an arrow key.
          </p>
          <div classList={{ "select-none cursor-grabbing": dragging.drag() !== null }}>
            <For each={SHELF_ORDER}>
              {(status) => (
                <ShelfSection
                  status={status}
                  ids={shelves.idsOf(status)}
                  total={shelves.totalOf(status)}
                  target={target(status)}
                  isWide={status === "playing"}
                  isFolded={status === "dropped"}
                  hasMore={shelves.hasMore(status)}
                  onMore={() => shelves.loadMore(status)}
                  card={(mediaId) =>
                    card(mediaId, status, (game) =>
                      status === "playing" ? (
                        <PlayingGameCard
                          game={game}
                          onLog={() => setLogged(game.media)}
                          onMove={() => setMoved(game.media)}
                        />
                      ) : (
                        <ShelfPoster
                          game={game}
                          shelf={status}
                          onMove={() => setMoved(game.media)}
                        />
                      ),
                    )
                  }
                />
              )}
            </For>
          </div>
          <Show when={dragging.drag()}>{(drag) => <DraggedGameCard drag={drag()} />}</Show>
          <p class="sr-only" aria-live="polite">
            {announcement()}
          </p>
          <MoveToShelfSheet
            media={moved()}
            totalOf={shelves.totalOf}
            onClose={() => setMoved(undefined)}
          />
          <LogGameTimeSheet media={logged()} onClose={() => setLogged(undefined)} />
        </Show>
      )}
    </Show>
  );
}

function NoGames() {
  return (
    <EmptyState
      text="Put games on your shelves: what you play, what waits, what you finished."
      posters={POSTERS}
      action={
        <ButtonLink href="/app/games/all" tone="primary" size="medium">
          Browse games
        </ButtonLink>
      }
    />
  );
}

function ShelvesSkeleton() {
  return (
    <div aria-hidden="true">
      <Skeleton class="mb-14 h-9 w-80 max-w-full rounded-pill" />
      <div class="grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-5">
        <For each={[1, 2, 3]}>{() => <Skeleton class="aspect-16/9 rounded-card" />}</For>
      </div>
      <div class="mt-14 flex gap-5 overflow-hidden">
        <For each={[1, 2, 3, 4, 5, 6]}>
          {() => <Skeleton class="aspect-2/3 w-(--poster) flex-none rounded-card" />}
        </For>
      </div>
    </div>
  );
}

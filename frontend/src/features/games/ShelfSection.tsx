import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import type { GameStatus } from "../../api/types";
import { GAME_STATUSES } from "../../shared/titles/gameStatuses";
import { Button } from "../../ui/Button";
import { rovingFocus } from "../../ui/rovingFocus";
import { ScrollButtons } from "../../ui/ScrollButtons";
import { createScrollStrip } from "../../ui/scrollStrip";

interface ShelfSectionProps {
  status: GameStatus;
  ids: readonly number[];
  total: number;
  /** A game is dragged: over this shelf, or elsewhere. */
  target: "over" | "elsewhere" | null;
  card: (mediaId: number) => JSX.Element;
  /** Wide cards in a grid instead of posters in a row. */
  isWide?: boolean;
  /** Closed at first. */
  isFolded?: boolean;
  hasMore: boolean;
  onMore: () => void;
}

/** One shelf: a row of games, and where others are dropped. */
export function ShelfSection(props: ShelfSectionProps) {
  const id = createUniqueId();
  const [chosen, setChosen] = createSignal<boolean>();
  const isOpen = () => chosen() ?? props.isFolded !== true;
  const look = () => GAME_STATUSES[props.status];

  return (
    <section
      data-shelf={props.status}
      aria-labelledby={id}
      class="relative isolate section rounded-[20px] before:pointer-events-none before:absolute before:-inset-x-5 before:-top-[18px] before:-bottom-3 before:-z-1 before:rounded-[20px]"
      classList={{
        "before:bg-accent/5 before:shadow-[inset_0_0_0_1.5px_color-mix(in_srgb,var(--accent)_45%,transparent)]":
          props.target === "over",
      }}
    >
      <div class="mb-[18px] flex items-baseline gap-3">
        <h2 id={id} class="text-22">
          <Show when={props.isFolded && props.total > 0} fallback={look().label}>
            <button
              type="button"
              class="reach inline-flex items-center gap-2 rounded-chip"
              aria-expanded={isOpen()}
              onClick={() => setChosen(!isOpen())}
            >
              {look().label}
              <ChevronDown
                class="size-5 text-muted transition-transform"
                classList={{ "rotate-180": isOpen() }}
                aria-hidden="true"
              />
            </button>
          </Show>
        </h2>
        <Show when={props.total > 0}>
          <span class="text-14 text-muted tabular-nums">{props.total}</span>
        </Show>
        <Show when={props.target !== null}>
          <span class="text-13 text-accent-text">Drop to {look().verb}</span>
        </Show>
      </div>
      <Show when={props.ids.length > 0} fallback={<p class="text-14 text-muted">{look().empty}</p>}>
        <Show when={isOpen()}>
          <Row {...props} />
        </Show>
      </Show>
    </section>
  );
}

function Row(props: ShelfSectionProps) {
  let row!: HTMLDivElement;
  const strip = createScrollStrip(() => row);
  rovingFocus(() => row);
  const cards = () => <For each={props.ids}>{(mediaId) => props.card(mediaId)}</For>;
  const more = () => (
    <Show when={props.hasMore}>
      <Button size="medium" class="flex-none self-center" onClick={() => props.onMore()}>
        Show more
      </Button>
    </Show>
  );
  return (
    <Show
      when={!props.isWide}
      fallback={
        <div
          ref={row}
          data-roving
          class="grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-x-5 gap-y-7 phone:-mx-(--gutter) phone:flex phone:[scrollbar-width:none] phone:overflow-x-auto phone:px-(--gutter) phone:py-1"
        >
          {cards()}
          {more()}
        </div>
      }
    >
      <div class="group/strip relative">
        <div
          ref={row}
          class="rail-scroll"
          data-roving
          data-more-left={strip.ends().left ? "" : undefined}
          data-more-right={strip.ends().right ? "" : undefined}
          onScroll={() => strip.measure()}
          onPointerEnter={() => strip.measure()}
        >
          {cards()}
          {more()}
        </div>
        <ScrollButtons strip={strip} place="over" />
      </div>
    </Show>
  );
}

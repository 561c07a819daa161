import { createSignal, For, Show } from "solid-js";
import type { Chapter, Trickplay } from "../../api/types";
import { speakClock } from "../../lib/formatClock";
import { fractionOf, type BufferedRange } from "./bufferedRanges";
import { ScrubberPreview } from "./ScrubberPreview";

interface ScrubberProps {
  position: number;
  /** Seconds; NaN until it is known. */
  duration: number;
  loaded: readonly BufferedRange[];
  chapters: readonly Chapter[];
  trickplay: Trickplay | null;
  onSeek: (seconds: number) => void;
}

/** Seconds per arrow key while it has the focus. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -5,
  ArrowRight: 5,
  ArrowDown: -5,
  ArrowUp: 5,
  PageDown: -60,
  PageUp: 60,
};

/** The seek bar: played and buffered ranges, and the position under the pointer. */
export function Scrubber(props: ScrubberProps) {
  const [pointed, setPointed] = createSignal<number>();
  const [dragged, setDragged] = createSignal<number>();
  const played = () => dragged() ?? fractionOf(props.position, props.duration);
  const at = (part: number) => part * (props.duration || 0);

  const partUnder = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    const to: Record<string, number> = { Home: 0, End: props.duration };
    const target = by === undefined ? to[event.key] : props.position + by;
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    props.onSeek(target);
  };

  return (
    <div
      class="group/scrub relative flex h-6 cursor-pointer touch-none items-center rounded-chip"
      role="slider"
      tabindex="0"
      aria-label="Position"
      aria-valuemin="0"
      aria-valuemax={Math.round(props.duration || 0)}
      aria-valuenow={Math.round(props.position)}
      aria-valuetext={`${speakClock(props.position)} of ${speakClock(props.duration)}`}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        setPointed(partUnder(event));
        if (dragged() !== undefined) setDragged(partUnder(event));
      }}
      onPointerLeave={() => setPointed(undefined)}
      onPointerDown={(event) => {
        if (event.button !== 0 || !(props.duration > 0)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(partUnder(event));
      }}
      onPointerUp={(event) => {
        if (dragged() === undefined) return;
        props.onSeek(at(partUnder(event)));
        setDragged(undefined);
      }}
      onPointerCancel={() => setDragged(undefined)}
    >
      <div class="relative h-1 w-full overflow-hidden rounded-pill bg-art-fill transition-[height] duration-(--fast) group-hover/scrub:h-2">
        <For each={props.loaded}>
          {(stretch) => (
            <i
              class="absolute inset-y-0 bg-art-fill-2"
              style={{
                left: `${stretch.from * 100}%`,
                width: `${(stretch.to - stretch.from) * 100}%`,
              }}
            />
          )}
        </For>
        <i
          class="absolute inset-0 origin-left bg-on-art-accent"
          style={{ transform: `scaleX(${played()})` }}
        />
        <For each={props.chapters.filter((chapter) => chapter.startSeconds > 0)}>
          {(chapter) => (
            <i
              class="absolute inset-y-0 w-[3px] -translate-x-1/2 bg-stage"
              style={{ left: `${fractionOf(chapter.startSeconds, props.duration) * 100}%` }}
            />
          )}
        </For>
      </div>
      <b
        class="absolute size-4 -translate-x-1/2 rounded-full bg-knob shadow-[0_0_0_5px_color-mix(in_srgb,var(--on-art-accent)_28%,transparent),0_2px_8px_var(--art-glow)]"
        style={{ left: `${played() * 100}%` }}
      />
      <Show when={props.duration > 0 ? (dragged() ?? pointed()) : undefined}>
        {(part) => (
          <ScrubberPreview
            part={part()}
            seconds={at(part())}
            chapters={props.chapters}
            trickplay={props.trickplay}
          />
        )}
      </Show>
    </div>
  );
}

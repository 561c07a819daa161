import X from "lucide-solid/icons/x";
import { createSignal, For, Show } from "solid-js";
import { IconButton } from "./IconButton";

const STARS = [1, 2, 3, 4, 5];
/** A star is two points of ten; the pointer chooses halves of a star, the keyboard halves of a point. */
const POINTS_PER_STAR = 2;
const MAX_RATING = 10;
const MIN_RATING = 0.5;

interface StarRatingProps {
  /** The accessible name. */
  label: string;
  /** 0.5 to 10; null without a rating. */
  value: number | null;
  /** Null removes the rating. */
  onChange: (rating: number | null) => void;
  size?: "small";
}

/**
 * Five stars as a slider: press a half of a star, or use the arrow keys. The chosen half again
 * removes the rating: beside small stars, a phone has no room for a button.
 */
export function StarRating(props: StarRatingProps) {
  let track!: HTMLDivElement;
  const [hovered, setHovered] = createSignal<number | null>(null);
  const shown = () => hovered() ?? props.value ?? 0;
  const at = (event: MouseEvent) => {
    const box = track.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.min(MAX_RATING, Math.max(1, Math.ceil(share * MAX_RATING)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = ratingAfter(event.key, props.value);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== props.value) props.onChange(next);
  };

  return (
    <div class={`flex items-center gap-1 ${props.size ? "h-7" : "h-10"}`}>
      <div
        ref={track}
        role="slider"
        tabindex="0"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={MAX_RATING}
        aria-valuenow={props.value ?? 0}
        aria-valuetext={props.value === null ? "Not rated" : `${props.value} of 10`}
        class="reach relative flex cursor-pointer rounded-chip"
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          if (event.pointerType === "mouse") setHovered(at(event));
        }}
        onPointerLeave={() => setHovered(null)}
        onClick={(event) => {
          setHovered(null);
          const next = at(event);
          // The second press of a double click changes nothing.
          props.onChange(next === props.value && event.detail < 2 ? null : next);
        }}
      >
        <For each={STARS}>
          {(star) => (
            <Star
              fill={Math.min(1, Math.max(0, shown() / POINTS_PER_STAR - star + 1))}
              class={props.size ? "size-5" : "size-7"}
            />
          )}
        </For>
      </div>
      <Show when={props.value}>
        {(value) => (
          <>
            <span
              class="ml-1.5 text-muted tabular-nums"
              classList={{ "min-w-6 text-13": !!props.size, "min-w-8 text-14": !props.size }}
            >
              {value()}
            </span>
            <IconButton
              label="Remove the rating"
              tone="bare"
              size="small"
              class={props.size ? "phone:hidden" : ""}
              onClick={() => props.onChange(null)}
            >
              <X />
            </IconButton>
          </>
        )}
      </Show>
    </div>
  );
}

/** What a key makes of a rating; undefined for other keys. */
function ratingAfter(key: string, value: number | null): number | null | undefined {
  const now = value ?? 0;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(MAX_RATING, now + 0.5);
    case "ArrowLeft":
    case "ArrowDown":
      return now <= MIN_RATING ? null : now - 0.5;
    case "Home":
      return MIN_RATING;
    case "End":
      return MAX_RATING;
    case "Delete":
    case "Backspace":
      return null;
    default:
      return undefined;
  }
}

const PATH = "M12 2.6l2.8 5.9 6.4.8-4.7 4.5 1.2 6.4L12 17.1l-5.7 3.1 1.2-6.4L2.8 9.3l6.4-.8z";

/** `fill` from 0 to 1, from the left. */
export function Star(props: { fill: number; class?: string }) {
  return (
    <svg viewBox="0 0 24 24" class={props.class ?? "size-7"} aria-hidden="true">
      <path d={PATH} fill="var(--fill-3)" />
      <path
        d={PATH}
        fill="var(--accent-text)"
        style={{ "clip-path": `inset(0 ${(1 - props.fill) * 100}% 0 0)` }}
      />
    </svg>
  );
}

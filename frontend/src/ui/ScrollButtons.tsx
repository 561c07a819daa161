import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import type { JSX } from "solid-js";
import type { ScrollStrip } from "./scrollStrip";

/** Classes for their position and size. */
const PLACES = {
  /** Place them half outside the row. */
  over: { left: "-left-5 size-10", right: "-right-5 size-10" },
  within: { left: "left-2 size-8", right: "right-2 size-8" },
};

interface ScrollButtonsProps {
  strip: ScrollStrip;
  place: keyof typeof PLACES;
}

/**
 * Buttons that scroll by a page, for the mouse only: the keyboard has arrow keys, touch has swipes.
 * Visible while the enclosing group `strip` is hovered.
 */
export function ScrollButtons(props: ScrollButtonsProps) {
  return (
    <>
      <ScrollButton
        shown={props.strip.ends().left}
        class={PLACES[props.place].left}
        onClick={() => props.strip.scrollPages(-1)}
      >
        <ChevronLeft class="size-5" aria-hidden="true" />
      </ScrollButton>
      <ScrollButton
        shown={props.strip.ends().right}
        class={PLACES[props.place].right}
        onClick={() => props.strip.scrollPages(1)}
      >
        <ChevronRight class="size-5" aria-hidden="true" />
      </ScrollButton>
    </>
  );
}

interface ScrollButtonProps {
  shown: boolean;
  onClick: () => void;
  class: string;
  children: JSX.Element;
}

function ScrollButton(props: ScrollButtonProps) {
  return (
    <button
      type="button"
      tabindex="-1"
      aria-hidden="true"
      class={`absolute top-1/2 z-3 grid -translate-y-1/2 place-items-center rounded-full opacity-0 transition-opacity glass group-hover/strip:opacity-100 hover:bg-surface-3 disabled:pointer-events-none disabled:opacity-0! phone:hidden pointer-coarse:hidden ${props.class}`}
      disabled={!props.shown}
      onClick={() => props.onClick()}
    >
      {props.children}
    </button>
  );
}

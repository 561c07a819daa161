import { createEffect, on, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { ScrollButtons } from "./ScrollButtons";
import { createScrollStrip } from "./scrollStrip";

interface ScrollableRowProps {
  as: "nav" | "div";
  role?: "radiogroup";
  label: string;
  /** Finds what is chosen in it. */
  chosen: string;
  /** What is chosen; as it changes, it is brought into sight. */
  at?: string;
  children: JSX.Element;
  class?: string;
}

/** Pills in one line from edge to edge of the page: it fades where it goes on. */
export function ScrollableRow(props: ScrollableRowProps) {
  let line!: HTMLElement;
  let isMoved = false;
  const showChosen = (behavior: ScrollBehavior) => {
    strip.scrollIntoView(
      [...line.querySelectorAll<HTMLElement>(props.chosen)].at(-1) ?? null,
      behavior,
    );
  };
  // Pills may come one after the other; a line somebody has moved by hand stays where it is.
  const strip = createScrollStrip(
    () => line,
    () => {
      if (!isMoved) showChosen("instant");
    },
  );
  const moved = () => {
    isMoved = true;
  };
  createEffect(
    on(
      () => props.at,
      (_, before) => showChosen(before === undefined ? "instant" : "smooth"),
    ),
  );

  return (
    <div
      class={`group/strip relative -mx-(--gutter) min-w-0 ${props.class ?? ""}`}
      onPointerEnter={() => strip.measure()}
      onPointerDown={moved}
      onWheel={moved}
      onFocusIn={moved}
    >
      <Dynamic
        component={props.as}
        ref={(element: HTMLElement) => (line = element)}
        role={props.role}
        aria-label={props.label}
        class="strip-scroll"
        data-more-left={strip.ends().left ? "" : undefined}
        data-more-right={strip.ends().right ? "" : undefined}
        onScroll={() => strip.measure()}
      >
        {props.children}
      </Dynamic>
      <ScrollButtons strip={strip} place="within" />
    </div>
  );
}

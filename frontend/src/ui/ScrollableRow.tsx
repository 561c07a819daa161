import { createEffect, on, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { ScrollButtons } from "./ScrollButtons";
import { createScrollStrip } from "./scrollStrip";

interface ScrollableRowProps {
  as: "nav" | "div";
  role?: "radiogroup";
  label: string;
  /** Selector of the selected item. */
  chosen: string;
  /** The selected value; a change scrolls its item into view. */
  at?: string;
  children: JSX.Element;
  class?: string;
}

/** A full-width row of pills that fades out where it can be scrolled. */
export function ScrollableRow(props: ScrollableRowProps) {
  let line!: HTMLElement;
  let isMoved = false;
  const showChosen = (behavior: ScrollBehavior) => {
    strip.scrollIntoView(
      [...line.querySelectorAll<HTMLElement>(props.chosen)].at(-1) ?? null,
      behavior,
    );
  };
  // Pills may be added one by one; a row the user has scrolled keeps its position.
  const strip = createScrollStrip(
    () => line,
    () => {
      if (!isMoved) showChosen("instant");
    },
  );
  const moved = () => {
    isMoved = true;
  };
  const showPressed = ({ target }: MouseEvent) => {
    const pill = target instanceof Element ? target.closest<HTMLElement>("a, button") : null;
    if (pill && line.contains(pill)) strip.scrollIntoView(pill, "smooth");
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
      onClick={showPressed}
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

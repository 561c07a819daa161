import { A } from "@solidjs/router";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createUniqueId, onMount, Show, type JSX } from "solid-js";
import { isBackNavigation } from "../lib/scrollRestoration";
import { rovingFocus } from "./rovingFocus";
import { ScrollButtons } from "./ScrollButtons";
import { createScrollStrip } from "./scrollStrip";

interface RailHeadingProps {
  id?: string;
  title: string;
  /** The page with the full list. */
  href?: string;
  /** A note beside the heading. */
  why?: string;
  end?: JSX.Element;
}

/** A section heading; with a page of its own, a link with a chevron. */
export function SectionHeading(props: RailHeadingProps) {
  return (
    <div class="mb-[18px] flex items-baseline gap-3">
      <h2 id={props.id} class="text-22">
        <Show when={props.href} fallback={props.title}>
          {(href) => (
            <A
              href={href()}
              class="group/heading reach inline-flex items-center gap-1.5 rounded-chip"
            >
              {props.title}
              <ChevronRight
                class="size-[18px] -translate-x-0.5 translate-y-px text-faint transition-[transform,color] duration-(--slow) group-hover/heading:translate-x-0.5 group-hover/heading:text-ink"
                aria-hidden="true"
              />
            </A>
          )}
        </Show>
      </h2>
      <Show when={props.why}>
        <span class="truncate text-14 text-muted phone:hidden">{props.why}</span>
      </Show>
      <Show when={props.end}>
        <span class="ml-auto flex items-center gap-2">{props.end}</span>
      </Show>
    </div>
  );
}

/** Scroll positions of rails, by page path and heading. */
const scrollPositions = new Map<string, number>();

/** Restore the rails' scroll positions on back navigation. */
function restoreScrollLeft(rail: HTMLElement, title: string): void {
  const name = `${location.pathname}${location.search} ${title}`;
  const left = scrollPositions.get(name);
  if (left && isBackNavigation()) rail.scrollTo({ left, behavior: "instant" });
  rail.addEventListener("scroll", () => scrollPositions.set(name, rail.scrollLeft), {
    passive: true,
  });
}

interface RailProps extends Omit<RailHeadingProps, "id"> {
  /** The kind of its cards, for the placeholder height before it is rendered. */
  kind?: "poster" | "still" | "person";
  /** Cards with `data-roving-item` on the focusable element. */
  children: JSX.Element;
  class?: string;
}

/** A horizontally scrolling row of cards: by touch, wheel, arrow keys or the buttons at its ends. */
export function Rail(props: RailProps) {
  const id = createUniqueId();
  let scroller!: HTMLDivElement;
  const strip = createScrollStrip(() => scroller);
  onMount(() => restoreScrollLeft(scroller, props.title));
  rovingFocus(() => scroller);

  return (
    <section
      class={`rail-section ${props.class ?? "section"}`}
      aria-labelledby={id}
      style={{ "--rail-height": `var(--rail-${props.kind ?? "poster"})` }}
    >
      <SectionHeading
        id={id}
        title={props.title}
        href={props.href}
        why={props.why}
        end={props.end}
      />
      <div class="group/strip relative">
        <div
          ref={scroller}
          class="rail-scroll"
          data-roving
          data-more-left={strip.ends().left ? "" : undefined}
          data-more-right={strip.ends().right ? "" : undefined}
          onScroll={() => strip.measure()}
          onPointerEnter={() => strip.measure()}
        >
          {props.children}
        </div>
        <ScrollButtons strip={strip} place="over" />
      </div>
    </section>
  );
}

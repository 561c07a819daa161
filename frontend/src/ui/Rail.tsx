import { A } from "@solidjs/router";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, createUniqueId, onCleanup, onMount, Show, type JSX } from "solid-js";
import { roving } from "./roving";

interface RailHeadingProps {
  id?: string;
  title: string;
  /** The page that has all of it. */
  href?: string;
  /** Half a sentence beside the heading. */
  why?: string;
  end?: JSX.Element;
}

/** A section's heading; with a page behind it, a link with a chevron. */
export function SectionHeading(props: RailHeadingProps) {
  return (
    <div class="mb-[18px] flex items-baseline gap-3">
      <h2 id={props.id} class="text-22">
        <Show when={props.href} fallback={props.title}>
          {(href) => (
            <A href={href()} class="group/heading inline-flex items-center gap-1.5 rounded-chip">
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

interface RailProps extends Omit<RailHeadingProps, "id"> {
  /** What its cards are, for the room it takes before it is drawn. */
  kind?: "poster" | "still" | "person";
  /** Cards with `data-roving-item` on what takes the focus. */
  children: JSX.Element;
  class?: string;
}

/** A line of cards that scrolls sideways: by finger, wheel, arrow keys or the buttons at its ends. */
export function Rail(props: RailProps) {
  const id = createUniqueId();
  let scroller!: HTMLDivElement;
  const [ends, setEnds] = createSignal({ left: false, right: false });
  roving(() => scroller);

  const measure = () => {
    const room = scroller.scrollWidth - scroller.clientWidth;
    setEnds({ left: scroller.scrollLeft > 8, right: scroller.scrollLeft < room - 8 });
  };
  const turn = (pages: number) =>
    scroller.scrollBy({ left: pages * scroller.clientWidth * 0.8, behavior: "smooth" });

  onMount(() => {
    const watch = new ResizeObserver(measure);
    watch.observe(scroller);
    onCleanup(() => watch.disconnect());
  });

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
      <div class="group/rail relative">
        <div
          ref={scroller}
          class="rail-scroll"
          data-roving
          onScroll={measure}
          onPointerEnter={measure}
        >
          {props.children}
        </div>
        <TurnButton side="left" shown={ends().left} onClick={() => turn(-1)} />
        <TurnButton side="right" shown={ends().right} onClick={() => turn(1)} />
      </div>
    </section>
  );
}

/** For the mouse only: the keyboard has its arrows, the finger its swipe. */
function TurnButton(props: { side: "left" | "right"; shown: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      tabindex="-1"
      aria-hidden="true"
      class={`absolute top-1/2 z-3 grid size-10 -translate-y-1/2 place-items-center rounded-full opacity-0 transition-opacity glass group-hover/rail:opacity-100 hover:bg-surface-3 disabled:opacity-0! phone:hidden pointer-coarse:hidden ${props.side === "left" ? "-left-5" : "-right-5"}`}
      disabled={!props.shown}
      onClick={() => props.onClick()}
    >
      {props.side === "left" ? (
        <ChevronLeft class="size-5" aria-hidden="true" />
      ) : (
        <ChevronRight class="size-5" aria-hidden="true" />
      )}
    </button>
  );
}

import Check from "lucide-solid/icons/check";
import Pause from "lucide-solid/icons/pause";
import PlayLine from "lucide-solid/icons/play";
import RotateCw from "lucide-solid/icons/rotate-cw";
import Trash from "lucide-solid/icons/trash";
import { onCleanup, onMount, Show, type JSX } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { nameOf } from "../../shared/downloads/jobName";
import { isOpen } from "../../shared/downloads/jobState";
import { type StatusContext } from "../../shared/downloads/jobStatusText";
import type { JobActions } from "./jobActions";
import type { Selection } from "./bulkSelection";
import { createSwipe } from "./swipeActions";

/** State and commands shared by all job cards of the page. */
export interface JobListContext {
  /** The current time for relative times. */
  now: () => Date;
  /** Facts about the server for status texts. */
  statusContext: () => StatusContext;
  /** The job whose details are open. */
  openJobId: () => string | undefined;
  /** Open its details, or close them. */
  toggleDetails: (id: string) => void;
  selection: Selection;
  actions: JobActions;
}

/** Props of all job cards. */
export interface JobCardProps {
  job: DownloadJob;
  list: JobListContext;
}

const LONG_PRESS_MS = 450;

interface JobCardFrameProps extends JobCardProps {
  class: string;
  classList?: Record<string, boolean | undefined>;
  /** Classes for the position of the checkbox. */
  boxClass: string;
  rounded: string;
  children: JSX.Element;
}

/**
 * Common parts of all job cards: a button that opens the details, a checkbox for selection, and
 * swipe actions.
 */
export function JobCard(props: JobCardFrameProps) {
  let card!: HTMLElement;
  const name = () => nameOf(props.job);
  const swipe = createSwipe({
    onRight: () => void right()?.run(props.job),
    onLeft: () => void props.list.actions.remove(props.job),
  });
  const right = () => {
    if (isOpen(props.job)) {
      return props.job.isPaused
        ? { label: "Resume", icon: <PlayLine />, run: props.list.actions.resume }
        : { label: "Pause", icon: <Pause />, run: props.list.actions.pause };
    }
    if (!props.job.canRetry) return null;
    return { label: "Retry", icon: <RotateCw />, run: props.list.actions.retry };
  };

  onMount(() => {
    let timer = 0;
    let wasLong = false;
    const stop = () => clearTimeout(timer);
    const onDown = (event: PointerEvent) => {
      wasLong = false;
      if (event.pointerType !== "touch") return;
      // eslint-disable-next-line solid/reactivity -- called in an event handler
      timer = window.setTimeout(() => {
        wasLong = true;
        props.list.selection.press(props.job.id, event);
        if ("vibrate" in navigator) navigator.vibrate(12);
      }, LONG_PRESS_MS);
    };
    /** The click after a long press or a swipe is ignored. */
    const onClick = (event: Event) => {
      if (!wasLong) {
        swipe.swallow(event);
        return;
      }
      wasLong = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const onMove = () => {
      if (swipe.isHeld()) stop();
    };
    const controller = new AbortController();
    const listener = { signal: controller.signal };
    card.addEventListener("pointerdown", onDown, listener);
    card.addEventListener("pointermove", onMove, listener);
    for (const end of ["pointerup", "pointercancel"]) card.addEventListener(end, stop, listener);
    card.addEventListener("click", onClick, { ...listener, capture: true });
    onCleanup(() => {
      stop();
      controller.abort();
    });
  });

  const press = (event: MouseEvent) => {
    const isChoosing =
      event.shiftKey || event.metaKey || event.ctrlKey || props.list.selection.isOn();
    if (isChoosing) props.list.selection.press(props.job.id, event);
    else props.list.toggleDetails(props.job.id);
  };

  return (
    <article
      ref={card}
      class={`group/job relative isolate touch-pan-y overflow-hidden select-none has-[[data-open]:focus-visible]:outline-2 has-[[data-open]:focus-visible]:outline-offset-3 has-[[data-open]:focus-visible]:outline-accent ${props.rounded}`}
      data-job={props.job.id}
      {...swipe.handlers}
    >
      <Show when={swipe.isHeld()}>
        <div
          class={`absolute inset-0 flex items-stretch overflow-hidden ${props.rounded}`}
          aria-hidden="true"
        >
          <Show when={swipe.offset() > 0 && right()}>
            {(way) => (
              <SwipeAction class="justify-start bg-accent/16 text-accent-text">
                {way().icon}
                {way().label}
              </SwipeAction>
            )}
          </Show>
          <Show when={swipe.offset() < 0}>
            <SwipeAction class="justify-end bg-bad/16 text-bad">
              Remove
              <Trash />
            </SwipeAction>
          </Show>
        </div>
      </Show>
      <div
        class={`relative isolate ${swipe.isHeld() ? "" : "transition-transform duration-(--slow)"} ${props.rounded} ${props.class}`}
        classList={props.classList}
        style={{
          transform: swipe.offset() === 0 ? undefined : `translateX(${swipe.offset()}px)`,
        }}
      >
        <button
          type="button"
          class="absolute inset-0 z-1 cursor-pointer outline-none [-webkit-touch-callout:none]"
          aria-label={`${name()}, details`}
          aria-expanded={props.list.openJobId() === props.job.id}
          aria-keyshortcuts="Enter Space P X Delete"
          data-open
          data-roving-item
          onClick={press}
        />
        {props.children}
        <label
          class={`reach absolute z-2 grid size-8 cursor-pointer place-items-center transition-opacity ${props.boxClass}`}
          classList={{
            "opacity-0 group-hover/job:opacity-100 has-focus-visible:opacity-100 pointer-coarse:hidden":
              !props.list.selection.isOn(),
          }}
        >
          <input
            type="checkbox"
            class="peer sr-only"
            tabindex="-1"
            aria-label={`Select ${name()}`}
            checked={props.list.selection.has(props.job.id)}
            onClick={(event) => {
              event.preventDefault();
              props.list.selection.press(props.job.id, event);
            }}
          />
          <span class="grid size-[22px] place-items-center rounded-full border-[1.5px] border-on-art/70 bg-art-glass text-transparent backdrop-blur-[8px] peer-checked:border-accent peer-checked:bg-accent peer-checked:text-on-accent">
            <Check class="size-3.5 stroke-3!" aria-hidden="true" />
          </span>
        </label>
      </div>
    </article>
  );
}

function SwipeAction(props: { class: string; children: JSX.Element }) {
  return (
    <div
      class={`flex flex-1 items-center gap-2.5 px-6 text-14 font-strong [&>svg]:size-5 ${props.class}`}
    >
      {props.children}
    </div>
  );
}

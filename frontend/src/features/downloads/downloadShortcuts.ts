/** Shortcuts of the downloads page: j and k move, other keys run commands. */
import { onCleanup, onMount } from "solid-js";
import { useNavigate } from "@solidjs/router";
import type { DownloadJob } from "../../api/types";
import { isOverlayOpen, isPlain, isTyping } from "../../lib/keyboard";
import { isOpen } from "../../shared/downloads/jobState";
import { focusItem } from "../../ui/rovingFocus";
import type { JobListContext } from "./JobCard";
import { playAddressOf } from "./jobFacts";

const ITEM = "[data-job] [data-open]";

/** The job whose card contains the focus. */
function idInFocus(): string | null {
  return document.activeElement?.closest<HTMLElement>("[data-job]")?.dataset["job"] ?? null;
}

function step(by: number): void {
  const items = [...document.querySelectorAll<HTMLElement>(ITEM)];
  const at = items.findIndex((item) => item === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by;
  const item = items[next];
  if (item) focusItem(item);
}

interface PageKeysOptions {
  list: JobListContext;
  jobs: () => readonly DownloadJob[];
  onEscape: () => void;
}

export function registerPageKeys(options: PageKeysOptions): void {
  const navigate = useNavigate();
  const { list } = options;

  /** Commands for the focused job, by key. */
  const ways: Partial<Record<string, (job: DownloadJob, event: KeyboardEvent) => void>> = {
    " ": (job) => {
      if (isOpen(job)) void list.actions.pauseOrResume(job);
      else if (job.canRetry) void list.actions.retry(job);
    },
    p: (job) => {
      const address = playAddressOf(job);
      if (address) navigate(address);
    },
    x: (job, event) => list.selection.press(job.id, event),
    X: (job, event) => list.selection.press(job.id, event),
    Delete: (job, event) => void list.actions.remove(job, event.shiftKey),
  };

  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event) || event.defaultPrevented) return;
    if (isOverlayOpen()) return;
    if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      list.selection.all();
      return;
    }
    if (!isPlain(event)) return;
    if (event.key === "Escape") {
      options.onEscape();
      return;
    }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
      return;
    }
    // A button inside the card handles Space itself.
    if (!document.activeElement?.matches("[data-open]")) return;
    const job = options.jobs().find((each) => each.id === idInFocus());
    const way = ways[event.key];
    if (!job || !way) return;
    event.preventDefault();
    way(job, event);
  };
  /** Prevent the focused button's click on keyup of Space. */
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key === " " && document.activeElement?.matches("[data-open]")) event.preventDefault();
  };

  onMount(() => {
    document.addEventListener("keydown", onKey);
    document.addEventListener("keyup", onKeyUp);
    onCleanup(() => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("keyup", onKeyUp);
    });
  });
}

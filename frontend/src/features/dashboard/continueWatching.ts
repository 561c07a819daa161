import { revalidate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { hideFromContinueWatching } from "../../api/tracking";
import type { ContinueItem, Dashboard } from "../../api/types";
import { dashboardQuery } from "../../shared/queries";
import { toastOnError, toast, TOAST_MS } from "../../ui/toast";

/** Whether there is no history, saved title or download yet. */
export function isUnused(dashboard: Dashboard): boolean {
  return (
    dashboard.continueWatching.length === 0 &&
    dashboard.watchLater.length === 0 &&
    dashboard.recentlyWatched.length === 0 &&
    dashboard.recentlyAdded.length === 0 &&
    dashboard.activeDownloads.length === 0
  );
}

const continueKey = (item: ContinueItem) => `${item.media.id}:${item.episodeId ?? ""}`;

/** Titles dismissed with × whose dismissal the server has not confirmed. */
const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set());

export const isHidden = (item: ContinueItem) => hidden().has(continueKey(item));

function setAside(item: ContinueItem, on: boolean): void {
  setHidden((before) => {
    const after = new Set(before);
    if (on) after.add(continueKey(item));
    else after.delete(continueKey(item));
    return after;
  });
}

/**
 * Dismiss: the card leaves the row at once, its position is kept. The request is sent after the Undo
 * timeout, so that Undo needs no request.
 */
export function hideFromRow(item: ContinueItem): void {
  setAside(item, true);
  const tell = async () => {
    window.removeEventListener("pagehide", tellNow);
    await toastOnError(hideFromContinueWatching(item.media.id, item.episodeId));
    await revalidate(dashboardQuery.key);
    setAside(item, false);
  };
  const timer = setTimeout(() => void tell(), TOAST_MS + 500);
  const tellNow = () => {
    clearTimeout(timer);
    void tell();
  };
  // Leaving the page sends the pending requests.
  window.addEventListener("pagehide", tellNow, { once: true });

  toast({
    text: `${item.media.title} is hidden from Continue watching`,
    action: {
      label: "Undo",
      run: () => {
        clearTimeout(timer);
        window.removeEventListener("pagehide", tellNow);
        setAside(item, false);
      },
    },
  });
}

/** Playback of one file: its URL, the resume position, progress reports and errors. */
import { revalidate } from "@solidjs/router";
import { createSignal, onCleanup, onMount } from "solid-js";
import { playItem, reportProgress } from "../../api/playback";
import type { PlayTicket } from "../../api/types";
import { dashboardQuery, mediaQuery } from "../../shared/queries";
import { mark } from "../../shared/titles/userMarks";
import { dropWatchedLists } from "../../shared/titles/watchedLists";
import { errorText } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";
import { diagnosePlaybackError, isRetryable, ERROR_TEXT } from "./playbackErrors";
import { createProgressReporter, type PlaybackPosition } from "./progressReporter";
import { resumePoint } from "./resume";
import { createViewing } from "./viewing";

/** Number of automatic retries with a new URL before the error is shown. */
const MAX_RETRIES = 2;
const RETRY_DELAY_MS = 1_500;
/** Playback of this length resets the retry count. */
const RECOVERED_AFTER_S = 10;
/** Number of consecutive failed reports before a warning is shown. */
const MAX_LOST_REPORTS = 3;

export interface Failure {
  title: string;
  text: string;
}

export function createPlayback(libraryItemId: string, media: MediaElement) {
  const [ticket, setTicket] = createSignal<PlayTicket>();
  const [failure, setFailure] = createSignal<Failure>();
  const [resumedAt, setResumedAt] = createSignal<number>();
  const [lost, setLost] = createSignal(0);
  let tries = 0;
  /** The last known position: an element in error state reports zero. */
  let place = 0;
  let lastReport: Promise<unknown> = Promise.resolve();

  const here = (): PlaybackPosition => ({
    positionSeconds: place,
    durationSeconds: ticket()?.durationSeconds ?? media.duration(),
  });
  const stamp = createViewing();
  const reporting = createProgressReporter((report) => {
    const { mediaId, episodeId, libraryItemId: playing } = ticket() ?? {};
    // An unmatched file has no title whose progress could be stored.
    if (!mediaId) return;
    const progress = {
      mediaId,
      episodeId: episodeId ?? undefined,
      libraryItemId: playing,
      ...report,
      ...stamp(report),
    };
    lastReport = reportProgress(progress).then(
      (stored) => {
        setLost(0);
        if (stored.watched) dropWatchedLists();
        // Replaces a mark set by hand in this tab.
        if (stored.watched && !episodeId) mark(mediaId, { watched: true });
      },
      () => setLost((count) => count + 1),
    );
  });

  const begin = (element: HTMLVideoElement, from: number, isResume: boolean) => {
    element.addEventListener(
      "loadedmetadata",
      () => {
        if (from > 0) element.currentTime = from;
        place = from;
        if (isResume && from > 0) setResumedAt(from);
        reporting.begin(here());
        void media.play();
      },
      { once: true },
    );
  };

  /** Request a URL and play it: from the current position, or from the stored resume position. */
  const load = async (from?: number) => {
    const element = media.video();
    if (!element) return;
    setFailure(undefined);
    try {
      const next = await playItem(libraryItemId);
      setTicket(next);
      begin(element, from ?? resumePoint(next), from === undefined);
      element.src = next.url;
    } catch (error) {
      setFailure({ title: "This cannot be played", text: errorText(error) });
    }
  };

  const recover = async () => {
    const url = ticket()?.url;
    if (url === undefined) return;
    const trouble = await diagnosePlaybackError(url, media.video()?.error?.code);
    if (!isRetryable(trouble) || tries >= MAX_RETRIES) {
      setFailure(ERROR_TEXT[trouble]);
      return;
    }
    tries += 1;
    if (trouble === "unreachable") {
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    }
    await load(place);
  };

  const track = (element: HTMLVideoElement) => {
    let playedFrom = 0;
    const listeners: Record<string, () => void> = {
      timeupdate: () => {
        if (element.error || element.readyState === 0) return;
        place = element.currentTime;
        if (Math.abs(place - playedFrom) > RECOVERED_AFTER_S) tries = 0;
        if (!element.paused) reporting.tick(here(), Date.now());
      },
      playing: () => {
        playedFrom = element.currentTime;
      },
      seeking: () => {
        if (element.readyState > 0) place = element.currentTime;
      },
      seeked: () => reporting.settle(here(), Date.now()),
      pause: () => {
        if (!element.ended && !element.error) reporting.settle(here(), Date.now());
      },
      ended: () => reporting.finish(here().durationSeconds, Date.now()),
      error: () => void recover(),
    };
    for (const [name, listen] of Object.entries(listeners)) {
      element.addEventListener(name, listen);
      onCleanup(() => element.removeEventListener(name, listen));
    }
  };

  const leave = () => {
    if (!media.ended()) reporting.leave(here());
  };
  const onHide = () => {
    if (document.hidden) leave();
  };

  onMount(() => {
    const element = media.video();
    if (element) track(element);
    document.addEventListener("visibilitychange", onHide);
    addEventListener("pagehide", leave);
    void load();
    onCleanup(() => {
      document.removeEventListener("visibilitychange", onHide);
      removeEventListener("pagehide", leave);
      leave();
      // Refetch the queries that show progress, after the last report has arrived.
      void lastReport.then(() => {
        dropWatchedLists();
        void revalidate([dashboardQuery.key, mediaQuery.key]);
      });
    });
  });

  return {
    ticket,
    failure,
    resumedAt,
    /** Whether the position has not been saved for a while. */
    isLosing: () => lost() >= MAX_LOST_REPORTS,
    retry: () => {
      tries = 0;
      void load(ticket() ? place : undefined);
    },
    startOver: () => {
      setResumedAt(undefined);
      media.seekTo(0);
    },
    forgetResume: () => setResumedAt(undefined),
  };
}

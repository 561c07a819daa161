/** One file being played: its address, where it goes on, what is told to the server, what goes wrong. */
import { revalidate } from "@solidjs/router";
import { createSignal, onCleanup, onMount } from "solid-js";
import { playItem, reportProgress } from "../../api/playback";
import type { PlayTicket } from "../../api/types";
import { dashboardQuery, mediaQuery } from "../../shared/queries";
import { mark } from "../../shared/titles/userMarks";
import { errorText } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";
import { diagnosePlaybackError, isRetryable, ERROR_TEXT } from "./playbackErrors";
import { createProgressReporter, type PlaybackPosition } from "./progressReporter";
import { resumePoint } from "./resume";

/** How often a new address is asked for in a row before a person is asked instead. */
const MAX_TRIES = 2;
const PAUSE_BEFORE_TRY_MS = 1_500;
/** Playing this long means that the last address works. */
const RECOVERED_AFTER_S = 10;
/** After so many reports in a row that did not arrive, it is said. */
const REPORTS_LOST = 3;

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
  /** Where it was last known to be: an element that failed says zero. */
  let place = 0;
  let lastReport: Promise<unknown> = Promise.resolve();

  const here = (): PlaybackPosition => ({
    positionSeconds: place,
    durationSeconds: ticket()?.durationSeconds ?? media.duration(),
  });
  const reporting = createProgressReporter((report, lasting) => {
    const { mediaId, episodeId } = ticket() ?? {};
    // A file without a name is nobody's: there is no place to keep.
    if (!mediaId) return;
    const told = { mediaId, episodeId: episodeId ?? undefined, ...report };
    lastReport = reportProgress(told, lasting).then(
      (stored) => {
        setLost(0);
        // A card that was marked by hand before shows what has happened since.
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

  /** Ask for an address and play it: from where it was, or from where it was left the last time. */
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
    if (!isRetryable(trouble) || tries >= MAX_TRIES) {
      setFailure(ERROR_TEXT[trouble]);
      return;
    }
    tries += 1;
    if (trouble === "unreachable") {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BEFORE_TRY_MS));
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
      // What the pages show of it is asked for again, after the last word has arrived.
      void lastReport.then(() => revalidate([dashboardQuery.key, mediaQuery.key]));
    });
  });

  return {
    ticket,
    failure,
    resumedAt,
    /** Whether the position has not reached the server for a while. */
    isLosing: () => lost() >= REPORTS_LOST,
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

/** Playback of one file: its URL, the resume position, progress reports and errors. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { ApiError } from "../../api/client";
import { checkConnection, isConnected, whenConnected } from "../../api/serverConnection";
import { keepTracks, playItem } from "../../api/playback";
import type { PlayOptions, PlayTicket } from "../../api/types";
import { takeStart } from "../../shared/handover/handoverPosition";
import { isTransient } from "../../ui/failureKinds";
import { errorText, toast } from "../../ui/toast";
import { listen } from "./listenWhileMounted";
import type { MediaElement } from "./mediaElement";
import {
  delayText,
  diagnosePlaybackError,
  failureOf,
  isRetryable,
  type Failure,
} from "./playbackErrors";
import { hasLeftResume, resumePoint } from "./resumePoint";
import { attachSource, type Source } from "./attachSource";
import type { SourceProblem } from "./sourceProblem";
import { chosenPicture } from "./subtitleChoices";
import { createViewingProgress } from "./viewingProgress";

/** Number of automatic retries with a new URL before the error is shown. */
const MAX_RETRIES = 5;
const RETRY_DELAY_MS = 1_500;
/** A busy server is asked again this often, for as long as the viewer waits. */
const BUSY_DELAY_MS = 4_000;
/** So is one that reads a file which has just arrived. */
const ARRIVING_DELAY_MS = 1_000;
/** Playback of this length resets the retry count. */
const RECOVERED_AFTER_S = 10;

/** A request or a script that failed: what is on its way is no matter of the file. */
function loadFailure(error: unknown): Failure {
  const mayPass = isTransient(error);
  const title = mayPass ? "This does not load" : "This cannot be played";
  return { title, text: errorText(error), mayPass };
}

/** Whether there is no connection; resolves once there is one. */
async function outlastInterruption(): Promise<boolean> {
  await checkConnection();
  if (isConnected()) return false;
  await whenConnected();
  return true;
}

interface PlaybackOptions {
  libraryItemId: string;
  /** This file, and not the best version of its title. */
  isExact: boolean;
  media: MediaElement;
  /** The picture is about to go, for another source of the same file. */
  onSwap: () => void;
  /** Percent of a file from which it counts as watched. */
  finishedPercent: Accessor<number>;
}

export function createPlayback({
  libraryItemId,
  isExact,
  media,
  onSwap,
  finishedPercent,
}: PlaybackOptions) {
  const [ticket, setTicket] = createSignal<PlayTicket>();
  const [failure, setFailure] = createSignal<Failure>();
  const [resumedAt, setResumedAt] = createSignal<number>();
  /** What a busy server is waiting for. */
  const [waitingFor, setWaitingFor] = createSignal<string>();
  const [options, setOptions] = createSignal<PlayOptions>({});
  let source: Source | undefined;
  /** Counts what was asked for, so that a late answer to an earlier question is dropped. */
  let turn = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let saidMissing: string | undefined;

  const progress = createViewingProgress({
    media,
    title: ticket,
    file: ticket,
    finishedPercent,
  });

  const begin = (element: HTMLVideoElement, from: number, isResume: boolean) => {
    element.addEventListener(
      "loadedmetadata",
      () => {
        if (from > 0 && Math.abs(element.currentTime - from) > 0.5) element.currentTime = from;
        const plays = !progress.hasBegun() || !media.paused();
        progress.begin(from);
        setWaitingFor(undefined);
        if (isResume && from > 0) setResumedAt(from);
        if (plays) void media.play();
      },
      { once: true },
    );
  };

  /** Request a URL and play it: from second `from`, or from the stored resume position. */
  const load = async (from?: number) => {
    const element = media.video();
    if (!element) return;
    turn += 1;
    const mine = turn;
    clearTimeout(later);
    setFailure(undefined);
    progress.forgetCutOff();
    try {
      // The version that was chosen at first stays: another track is one of its tracks.
      const playing = ticket()?.libraryItemId;
      let next = await playItem(playing ?? libraryItemId, {
        ...options(),
        isExact: isExact || playing !== undefined,
      });
      if (mine !== turn) return;
      const picture = playing === undefined ? chosenPicture(next) : undefined;
      if (picture && !options().burnSubtitleId) {
        // Kept for this title, or chosen by the viewer's rules: it is seen only when burnt in.
        setOptions((now) => ({ ...now, burnSubtitleId: picture.id }));
        next = await playItem(next.libraryItemId, { ...options(), isExact: true });
        if (mine !== turn) return;
      }
      if (from !== undefined) onSwap();
      source?.detach();
      // What was asked for in vain is not asked for again with the next choice.
      if (next.subtitleId === null) setOptions((now) => ({ ...now, burnSubtitleId: undefined }));
      setTicket(next);
      // What was chosen and is left out, such as an audio track on a server without ffmpeg.
      const missing = next.kind === "direct" ? next.reasons[0]?.text : undefined;
      if (missing !== undefined && missing !== saidMissing) toast({ text: `${missing}.` });
      saidMissing = missing;
      media.expectLength(next.durationSeconds);
      const start = from ?? resumePoint(next);
      begin(element, start, from === undefined);
      const attached = await attachSource(element, next, start, {
        onProblem: (problem) => {
          if (mine === turn) void recoverFrom(problem);
        },
        onDelay: (problem) => {
          if (problem?.trouble === "unreachable") void checkConnection();
          if (mine === turn) setWaitingFor(problem && delayText(problem));
        },
      });
      if (mine === turn) source = attached;
      else attached.detach();
    } catch (error) {
      if (mine !== turn) return;
      const isArriving = error instanceof ApiError && error.code === "file_being_read";
      if (isArriving) waitAndLoad(error.message, ARRIVING_DELAY_MS, from);
      else setFailure(loadFailure(error));
    }
  };

  const loadLater = (delay: number, from: number | undefined) => {
    clearTimeout(later);
    later = setTimeout(() => void load(from), delay);
  };

  const waitAndLoad = (reason: string, delay: number, from: number | undefined) => {
    setWaitingFor(reason);
    loadLater(delay, from);
  };

  const recoverFrom = async ({ trouble, text }: SourceProblem) => {
    const from = ticket() && progress.hasBegun() ? progress.place() : undefined;
    if (trouble === "unreachable") {
      const mine = turn;
      const wasAway = await outlastInterruption();
      if (mine !== turn) return;
      if (wasAway) return load(from);
    }
    const isBusy = trouble === "busy";
    if (!isRetryable(trouble) || (!isBusy && tries >= MAX_RETRIES)) {
      setWaitingFor(undefined);
      setFailure(failureOf(trouble));
      return;
    }
    if (isBusy) {
      waitAndLoad(delayText({ trouble, text }), BUSY_DELAY_MS, from);
      return;
    }
    tries += 1;
    if (trouble !== "expired") setWaitingFor(delayText({ trouble, text }));
    loadLater(trouble === "expired" ? 0 : RETRY_DELAY_MS, from);
  };

  const recover = async () => {
    const url = ticket()?.url;
    if (url === undefined) return;
    const mine = turn;
    const problem = await diagnosePlaybackError(url, media.video()?.error?.code);
    if (mine === turn) await recoverFrom(problem);
  };

  /** Play with another track or quality, on from the same second. */
  const change = (chosen: PlayOptions) => {
    setOptions((now) => ({ ...now, ...chosen }));
    tries = 0;
    const file = ticket()?.libraryItemId;
    if (file && chosen.audioIndex !== undefined) {
      // A choice that is not kept still counts for this viewing.
      void keepTracks(file, { audioIndex: chosen.audioIndex }).catch(() => undefined);
    }
    return load(progress.place());
  };

  const track = (element: HTMLVideoElement) => {
    let playedFrom = 0;
    listen(element, {
      timeupdate: () => {
        if (element.error || element.readyState === 0 || element.ended) return;
        if (Math.abs(progress.place() - playedFrom) > RECOVERED_AFTER_S) tries = 0;
      },
      playing: () => {
        playedFrom = element.currentTime;
      },
      seeking: () => {
        if (element.readyState === 0) return;
        if (hasLeftResume(resumedAt(), progress.place())) setResumedAt(undefined);
      },
      error: () => {
        // What plays a manifest handles the errors of its segments itself.
        if (!element.src.startsWith("blob:")) void recover();
      },
    });
  };

  onMount(() => {
    const element = media.video();
    if (element) track(element);
    void load(takeStart(libraryItemId));
    onCleanup(() => {
      turn += 1;
      clearTimeout(later);
      source?.detach();
    });
  });

  return {
    ticket,
    options,
    change,
    failure: () => failure() ?? progress.cutOff(),
    isCutOff: progress.isCutOff,
    waitingFor,
    /** Bits per second while loading, where it is measured. */
    bandwidth: () => source?.bandwidth(),
    resumedAt,
    isLosing: progress.isLosing,
    retry: () => {
      if (!failure() && progress.goBack()) return;
      tries = 0;
      void load(progress.hasBegun() ? progress.place() : undefined);
    },
    startOver: () => {
      setResumedAt(undefined);
      media.seekTo(0);
    },
    forgetResume: () => setResumedAt(undefined),
  };
}

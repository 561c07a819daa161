/** Plays a file that is still downloading, and goes on from the library once it is there. */
import { useNavigate } from "@solidjs/router";
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { getDownload, playDownload } from "../../api/downloads";
import type { DownloadTicket } from "../../api/types";
import { playPath } from "../../lib/pagePaths";
import { startAt } from "../../shared/handover/handoverPosition";
import { isTransient } from "../../ui/failureKinds";
import { errorText } from "../../ui/toast";
import { listen } from "./listenWhileMounted";
import type { MediaElement } from "./mediaElement";
import { diagnosePlaybackError, isRetryable, type Failure } from "./playbackErrors";
import { hasLeftResume, resumePoint } from "./resumePoint";
import { createViewingProgress } from "./viewingProgress";

const CANNOT_BE_DECODED: Failure = {
  title: "This browser cannot play it yet",
  text: "It can be converted once the download is complete. Until then, try another browser.",
};

const NOT_IN_LIBRARY: Failure = {
  title: "The download has ended",
  text: "Once it is in your library, it plays from there. Try again in a moment.",
};

/** The server is asked again this often for bytes, and for a film that has just arrived. */
const CHECK_AFTER_MS = 1_000;
/** An import that takes longer waits for a user, or is not to be. */
const MAX_CHECKS = 60;

export function createDownloadPlayback(
  jobId: string,
  media: MediaElement,
  finishedPercent: Accessor<number>,
) {
  const navigate = useNavigate();
  const [ticket, setTicket] = createSignal<DownloadTicket>();
  const [failure, setFailure] = createSignal<Failure>();
  /** An address is asked for, or its first bytes. */
  const [isLoading, setLoading] = createSignal(true);
  const [resumedAt, setResumedAt] = createSignal<number>();
  let checks = 0;
  // A browser's `autoplay` waits until it expects no pause, which a slow download never promises.
  let hasBegun = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const isHere = () => !isOver;

  const progress = createViewingProgress({
    media,
    title: () => ticket()?.plays ?? undefined,
    // Nothing has read the file yet: it is as long as it claims.
    file: () => ({ durationSeconds: media.duration(), segments: [] }),
    finishedPercent,
  });

  const loadLater = () => {
    clearTimeout(timer);
    setLoading(true);
    timer = setTimeout(() => void load(), CHECK_AFTER_MS);
  };

  const begin = (next: DownloadTicket) => {
    setTicket(next);
    hasBegun = false;
    const video = media.video();
    if (video) video.src = next.url;
  };

  /** The address of a download ends with it: from then on the film plays from the library. */
  const load = async () => {
    setFailure(undefined);
    progress.forgetCutOff();
    try {
      const job = await getDownload(jobId);
      if (!isHere()) return;
      if (job.libraryItemId) {
        if (progress.place() > 0) startAt(job.libraryItemId, progress.place());
        navigate(playPath(job.libraryItemId), { replace: true });
      } else if (job.status !== "completed") {
        const next = await playDownload(jobId);
        if (isHere()) begin(next);
      } else if (checks < MAX_CHECKS) {
        checks += 1;
        loadLater();
      } else {
        setFailure(NOT_IN_LIBRARY);
      }
    } catch (error) {
      const mayPass = isTransient(error);
      setFailure({ title: "This cannot be played yet", text: errorText(error), mayPass });
    }
  };

  /** The element has failed: what is missing may still arrive, or be in the library by now. */
  const recover = async (code: number | undefined) => {
    const url = ticket()?.url;
    if (url === undefined) return;
    setLoading(true);
    const { trouble } = await diagnosePlaybackError(url, code);
    if (!isHere()) return;
    if (isRetryable(trouble) || trouble === "gone") loadLater();
    else setFailure(CANNOT_BE_DECODED);
  };

  /** Where it was left, in this page or in an earlier one. */
  const resume = (video: HTMLVideoElement) => {
    const isFirst = !progress.hasBegun();
    const positionSeconds = ticket()?.plays?.positionSeconds ?? 0;
    const from = isFirst
      ? resumePoint({ positionSeconds, durationSeconds: media.duration() })
      : progress.place();
    if (from > 0) video.currentTime = from;
    if (from > 0 && isFirst) setResumedAt(from);
    progress.begin(from);
  };

  const track = (video: HTMLVideoElement) => {
    listen(video, {
      loadedmetadata: () => resume(video),
      seeking: () => {
        if (hasLeftResume(resumedAt(), video.currentTime)) setResumedAt(undefined);
      },
      playing: () => setLoading(false),
      canplay: () => {
        setLoading(false);
        if (hasBegun) return;
        hasBegun = true;
        void media.play(); // refused where the browser asks for a click first
      },
      error: () => void recover(video.error?.code),
    });
  };

  onMount(() => {
    const video = media.video();
    if (video) track(video);
    void load();
    onCleanup(() => {
      isOver = true;
      clearTimeout(timer);
    });
  });

  return {
    ticket,
    failure: () => failure() ?? progress.cutOff(),
    isLosing: progress.isLosing,
    isWaiting: () => (isLoading() || media.waiting()) && !failure() && !progress.cutOff(),
    resumedAt,
    startOver: () => {
      setResumedAt(undefined);
      media.seekTo(0);
    },
    forgetResume: () => setResumedAt(undefined),
    retry: () => {
      if (!failure() && progress.goBack()) return;
      checks = 0;
      void load();
    },
  };
}

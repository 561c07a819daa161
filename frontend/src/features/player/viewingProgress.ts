/** Where the viewer is in a film: kept for another source of it, and reported to the server. */
import { revalidate } from "@solidjs/router";
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { reportProgress } from "../../api/playback";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { mediaQuery } from "../../shared/titleQueries";
import { mark } from "../../shared/titles/userMarks";
import { dropWatchedLists } from "../../shared/titles/dropWatchedLists";
import {
  cutOffFailure,
  isCutOff,
  watchedFrom,
  type FileEnd,
  type PlayedFile,
} from "./truncatedFile";
import { listen } from "./listenWhileMounted";
import type { MediaElement } from "./mediaElement";
import type { Failure } from "./playbackErrors";
import { createProgressReporter, type PlaybackPosition } from "./progressReporter";
import { createViewing } from "./viewingStamp";

/** Number of consecutive failed reports before a warning is shown. */
const MAX_LOST_REPORTS = 3;
/** A frame is of the second that was looked for when it is this near. */
const FRAME_S = 2;

/** Firefox does since version 132. */
const tellsFrames = (element: HTMLVideoElement) => "requestVideoFrameCallback" in element;

interface PlayedTitle {
  mediaId: number | null;
  episodeId: number | null;
  libraryItemId?: string;
}

interface ProgressOptions {
  media: MediaElement;
  /** What plays; without a title no progress can be stored. */
  title: () => PlayedTitle | undefined;
  file: () => PlayedFile | undefined;
  /** Percent of a file from which it counts as watched. */
  finishedPercent: Accessor<number>;
}

export function createViewingProgress({ media, title, file, finishedPercent }: ProgressOptions) {
  /** Its file has ended before the film does. */
  const [cutOff, setCutOff] = createSignal<{ failure: Failure; backToSeconds: number }>();
  const [lost, setLost] = createSignal(0);
  /** The last known position: an element in error state reports zero. */
  let place = 0;
  /** Where there was a picture last. */
  let seen: number | undefined;
  /** The second that is looked for: it has no picture yet, and may never have one. */
  let sought: number | undefined;
  /** The second of the last frame. */
  let frame: number | undefined;
  let lastReport: Promise<unknown> = Promise.resolve();

  const at = (positionSeconds: number): PlaybackPosition => ({
    positionSeconds,
    durationSeconds: file()?.durationSeconds ?? media.duration(),
  });
  const watched = () => at(sought === undefined ? place : (seen ?? place));
  const stamp = createViewing();
  const reporting = createProgressReporter((report) => {
    const playing = title();
    if (!playing?.mediaId) return;
    const { mediaId, episodeId, libraryItemId } = playing;
    const progress = { mediaId, episodeId: episodeId ?? undefined, libraryItemId };
    lastReport = reportProgress({ ...progress, ...report, ...stamp(report) }).then(
      (stored) => {
        setLost(0);
        if (stored.watched) dropWatchedLists();
        // Replaces a mark set by hand in this tab.
        if (stored.watched && !episodeId) mark(mediaId, { watched: true });
      },
      () => setLost((count) => count + 1),
    );
  });

  const isMissing = (end: FileEnd) => {
    const known = file();
    return known !== undefined && isCutOff(end, watchedFrom(known, finishedPercent()));
  };

  /** The data has ended: so has the film, unless its rest is missing. */
  const finish = () => {
    const lengthSeconds = at(place).durationSeconds;
    const end = { atSeconds: place, hasPicture: place === seen, lengthSeconds };
    if (!isMissing(end)) {
      reporting.finish(lengthSeconds, Date.now());
      return;
    }
    place = seen ?? 0;
    if (seen !== undefined) reporting.settle(at(place), Date.now());
    const backToSeconds = end.hasPicture ? 0 : place;
    setCutOff({ failure: cutOffFailure(end, backToSeconds), backToSeconds });
  };

  /** There is a picture at this second. */
  const note = (second: number) => {
    sought = undefined;
    seen = second;
  };
  const settle = (second: number) => {
    note(second);
    reporting.settle(watched(), Date.now());
  };
  /** A browser goes to seconds that a cut-off file lacks: a frame shows that it has one. */
  const settleWithFrame = () => {
    if (sought === undefined || frame === undefined) return;
    if (Math.abs(frame - sought) < FRAME_S) settle(place);
  };
  // Also before the seek is told: its frame may be the only one.
  const followFrames = (element: HTMLVideoElement) =>
    element.requestVideoFrameCallback((_, { mediaTime }) => {
      frame = mediaTime;
      settleWithFrame();
      followFrames(element);
    });

  const track = (element: HTMLVideoElement) =>
    listen(element, {
      timeupdate: () => {
        // At the end of the data, a browser goes to the length that the container claims.
        if (element.error || element.readyState === 0 || element.ended) return;
        place = media.position();
        if (sought === undefined || (!element.seeking && place > sought)) note(place);
        if (!element.paused) reporting.tick(watched(), Date.now());
      },
      seeking: () => {
        if (element.readyState === 0) return;
        place = media.position();
        sought = place;
        setCutOff(undefined);
      },
      seeked: () => {
        if (element.ended) return;
        if (tellsFrames(element)) settleWithFrame();
        else settle(place);
      },
      pause: () => {
        if (!element.ended && !element.error) reporting.settle(watched(), Date.now());
      },
      ended: finish,
    });

  const leave = () => {
    if (!media.ended()) reporting.leave(watched());
  };
  const onHide = () => {
    if (document.hidden) leave();
  };

  onMount(() => {
    const element = media.video();
    if (element) track(element);
    if (element && tellsFrames(element)) followFrames(element);
    document.addEventListener("visibilitychange", onHide);
    addEventListener("pagehide", leave);
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
    /** The source is there: nothing is reported before. */
    begin: (from: number) => {
      place = from;
      sought = undefined;
      reporting.begin(at(from));
    },
    hasBegun: reporting.hasBegun,
    place: () => place,
    /** What is said where the rest of the film is missing. */
    cutOff: () => cutOff()?.failure,
    /** From the end of a cut-off file to where it plays; false where there is no such end. */
    goBack: () => {
      const end = cutOff();
      if (!end) return false;
      media.seekTo(end.backToSeconds);
      void media.play();
      return true;
    },
    forgetCutOff: () => setCutOff(undefined),
    /** Whether the rest is missing; of what is converted, that is known before its end. */
    isCutOff: () =>
      cutOff() !== undefined ||
      isMissing({
        atSeconds: media.duration(),
        hasPicture: true,
        lengthSeconds: file()?.durationSeconds ?? 0,
      }),
    /** Whether the position has not been saved for a while. */
    isLosing: () => lost() >= MAX_LOST_REPORTS,
  };
}

/** Wraps a video element in signals and commands. Independent of the source. */
import { createSignal } from "solid-js";
import { listen } from "./listenWhileMounted";
import { bufferedRanges, clampPosition, filmLength, type BufferedRange } from "./bufferedRanges";
import { storeVolume, readStoredVolume } from "./storedVolume";

export type MediaElement = ReturnType<typeof createMediaElement>;

export function createMediaElement() {
  const [video, setVideo] = createSignal<HTMLVideoElement>();
  const [position, setPosition] = createSignal(0);
  const [duration, setDuration] = createSignal(Number.NaN);
  /** Whether the viewer wants it so: what has failed or loads anew is to play on. */
  const [paused, setPaused] = createSignal(true);
  const [waiting, setWaiting] = createSignal(true);
  const [ended, setEnded] = createSignal(false);
  const [loaded, setLoaded] = createSignal<BufferedRange[]>([]);
  const [speed, setSpeedShown] = createSignal(1);
  const [loudness, setLoudness] = createSignal(readStoredVolume());

  /** What the server read from the file. */
  let knownLength = 0;
  const lengthOf = (element: HTMLVideoElement) => filmLength(element.duration, knownLength);
  // At its end a browser goes to the length that the container claims.
  const readPosition = (element: HTMLVideoElement) =>
    setPosition(clampPosition(element.currentTime, lengthOf(element)));

  const readersOf = (element: HTMLVideoElement) => ({
    emptied: () => setEnded(false),
    timeupdate: () => {
      if (!element.ended) readPosition(element);
    },
    seeking: () => {
      readPosition(element);
      setEnded(false);
      setWaiting(true);
    },
    seeked: () => setWaiting(false),
    durationchange: () => setDuration(lengthOf(element)),
    progress: () => setLoaded(bufferedRanges(element.buffered, lengthOf(element))),
    play: () => setPaused(false),
    pause: () => {
      // Chromium pauses what fails: that is not the viewer's doing.
      if (!element.error) setPaused(true);
    },
    waiting: () => setWaiting(true),
    canplay: () => setWaiting(false),
    playing: () => setWaiting(false),
    ended: () => {
      readPosition(element);
      setEnded(true);
    },
    ratechange: () => setSpeedShown(element.playbackRate),
    volumechange: () => {
      setLoudness({ volume: element.volume, muted: element.muted });
      storeVolume(loudness());
    },
  });

  const attach = (element: HTMLVideoElement) => {
    const { volume, muted } = loudness();
    element.volume = volume;
    element.muted = muted;
    listen(element, readersOf(element));
    setVideo(element);
  };

  /** False when the browser blocks autoplay. */
  const play = async (): Promise<boolean> => {
    try {
      await video()?.play();
      return true;
    } catch {
      return false;
    }
  };
  const pause = () => {
    video()?.pause();
    // What has failed says nothing.
    setPaused(true);
  };
  const seekTo = (seconds: number) => {
    const element = video();
    if (element) element.currentTime = clampPosition(seconds, lengthOf(element));
  };
  const setVolume = (volume: number) => {
    const element = video();
    if (!element) return;
    element.volume = Math.min(1, Math.max(0, volume));
    element.muted = element.volume === 0;
  };

  return {
    attach,
    video,
    position,
    duration,
    paused,
    waiting,
    ended,
    loaded,
    speed,
    loudness,
    play,
    seekTo,
    expectLength: (seconds: number) => {
      knownLength = seconds;
    },
    setVolume,
    pause,
    toggle: () => {
      if (paused()) void play();
      else pause();
    },
    seekBy: (seconds: number) => seekTo((video()?.currentTime ?? 0) + seconds),
    jumpTo: (share: number) => {
      const element = video();
      if (element) seekTo(lengthOf(element) * share);
    },
    toggleMute: () => {
      const element = video();
      if (!element) return;
      // Unmuting at volume zero sets half volume.
      if (element.muted && element.volume === 0) element.volume = 0.5;
      element.muted = !element.muted;
    },
    setSpeed: (rate: number) => {
      const element = video();
      if (!element) return;
      element.playbackRate = rate;
      // Another source resets the rate to this one.
      element.defaultPlaybackRate = rate;
    },
  };
}

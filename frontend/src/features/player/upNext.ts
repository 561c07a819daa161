/** The next episode and its automatic start. */
import { createAsyncStore } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { Episode, LibraryItem, MediaDetail, Preferences } from "../../api/types";
import { mediaQuery } from "../../shared/titleQueries";
import { withoutSpoilers } from "../../shared/titles/spoilers";
import { episodesOf } from "../../shared/titles/titleFacts";
import { mustAsk, type Attendance } from "./stillWatching";
import type { MediaElement } from "./mediaElement";

/** The card comes this long before the end, and as long as its countdown lasts. */
const DEFAULT_COUNTDOWN_S = 10;

export interface Next {
  libraryItemId: string;
  label: string;
  stillUrl: string | null;
  episodeId: number | null;
}

export function nextOf(
  detail: MediaDetail | undefined,
  libraryItemId: string,
  hidesSpoilers = false,
): Next {
  const episodes = detail ? episodesOf(detail) : [];
  const found = episodes.find((each) => each.libraryItemId === libraryItemId);
  const episode = found && hidesSpoilers ? withoutSpoilers(found) : found;
  const unnamed = detail?.mediaType === "movie" ? "The next part" : "The next episode";
  return {
    libraryItemId,
    label: episode ? labelOf(episode) : unnamed,
    stillUrl: episode?.stillUrl ?? detail?.backdropUrl ?? null,
    episodeId: episode?.id ?? null,
  };
}

function labelOf(episode: Episode): string {
  const { episodeNumber, title } = episode;
  return title === "" ? `Episode ${episodeNumber}` : `${episodeNumber}. ${title}`;
}

/** Whether the remaining time is short enough to offer the next episode; shorter for short videos. */
export function isNearEnd(
  positionSeconds: number,
  durationSeconds: number,
  countdownSeconds = DEFAULT_COUNTDOWN_S,
): boolean {
  if (!(durationSeconds > 0)) return false;
  return durationSeconds - positionSeconds <= Math.min(countdownSeconds, durationSeconds / 10);
}

interface UpNextOptions {
  media: MediaElement;
  nextId: Accessor<string | null>;
  item: Accessor<LibraryItem | undefined>;
  onGo: (libraryItemId: string) => void;
  preferences: Accessor<Preferences>;
  attendance: Attendance;
  /** Whether nothing but credits is left. */
  isInLastCredits: Accessor<boolean>;
  /** Whether the rest is missing, or does not play: its end is not that of the film. */
  isCutOff: Accessor<boolean>;
}

/**
 * A countdown that starts with the card. A pause stops it, the end of the video does not. After
 * several episodes without a key or a click, the card asks and waits.
 */
export function createUpNext(options: UpNextOptions) {
  const { media } = options;
  const [stayed, setStayed] = createSignal(false);
  const countdown = () => options.preferences().autoplaySeconds;
  const asks = () =>
    options.preferences().autoplaysNext &&
    mustAsk(options.attendance.unattended(), options.preferences().stillWatchingAfter);
  const isAutomatic = () => options.preferences().autoplaysNext && !asks();
  const [waited, setWaited] = createSignal(0);
  const left = () => Math.max(0, countdown() - waited());
  const detail = createAsyncStore(async () => {
    const card = options.item()?.media;
    if (!card || options.nextId() === null) return undefined;
    return mediaQuery(card.mediaType, card.id).catch(() => undefined);
  });

  const isNear = createMemo(
    () =>
      !options.isCutOff() &&
      (media.ended() ||
        options.isInLastCredits() ||
        isNearEnd(media.position(), media.duration(), countdown())),
  );
  const isShown = createMemo(() => isNear() && !stayed() && options.nextId() !== null);
  const isRunning = createMemo(
    () => isAutomatic() && isShown() && (media.ended() || !(media.paused() || media.waiting())),
  );

  const go = () => {
    const id = options.nextId();
    if (id !== null) options.onGo(id);
  };

  createEffect(
    on(isNear, (near) => {
      // Seeking back resets the countdown, so that the card appears again.
      if (near) return;
      setStayed(false);
      setWaited(0);
    }),
  );
  createEffect(() => {
    if (!isRunning()) return;
    const timer = setInterval(() => {
      setWaited((seconds) => seconds + 1);
      if (left() > 0) return;
      options.attendance.note();
      go();
    }, 1000);
    onCleanup(() => clearInterval(timer));
  });

  return {
    isShown,
    /** Whether it waits for the viewer to say that they are still watching. */
    asks,
    /** Null when it does not start by itself. */
    countdown: () => (isAutomatic() ? { left: left(), total: countdown() } : null),
    next: () => {
      const id = options.nextId();
      return id === null ? null : nextOf(detail.latest, id, options.preferences().hidesSpoilers);
    },
    go,
    stay: () => setStayed(true),
  };
}

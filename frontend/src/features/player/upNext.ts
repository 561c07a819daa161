/** The next episode and its automatic start. */
import { createAsyncStore } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { LibraryItem, MediaDetail } from "../../api/types";
import { mediaQuery } from "../../shared/queries";
import { episodesOf } from "../../shared/titles/titleFacts";
import type { MediaElement } from "./mediaElement";

/** Duration of the countdown. */
export const COUNTDOWN_S = 10;

export interface Next {
  libraryItemId: string;
  label: string;
  stillUrl: string | null;
  episodeId: number | null;
}

export function nextOf(detail: MediaDetail | undefined, libraryItemId: string): Next {
  const episodes = detail ? episodesOf(detail) : [];
  const episode = episodes.find((each) => each.libraryItemId === libraryItemId);
  return {
    libraryItemId,
    label: episode ? `${episode.episodeNumber}. ${episode.title}` : "The next episode",
    stillUrl: episode?.stillUrl ?? detail?.backdropUrl ?? null,
    episodeId: episode?.id ?? null,
  };
}

/** Whether the remaining time is short enough to offer the next episode; shorter for short videos. */
export function isNearEnd(positionSeconds: number, durationSeconds: number): boolean {
  if (!(durationSeconds > 0)) return false;
  return durationSeconds - positionSeconds <= Math.min(COUNTDOWN_S, durationSeconds / 10);
}

interface UpNextOptions {
  media: MediaElement;
  nextId: Accessor<string | null>;
  item: Accessor<LibraryItem | undefined>;
  onGo: (libraryItemId: string) => void;
}

/** A countdown that starts with the card. A pause stops it, the end of the video does not. */
export function createUpNext(options: UpNextOptions) {
  const { media } = options;
  const [stayed, setStayed] = createSignal(false);
  const [left, setLeft] = createSignal(COUNTDOWN_S);
  const detail = createAsyncStore(async () => {
    const card = options.item()?.media;
    if (!card || options.nextId() === null) return undefined;
    return mediaQuery(card.mediaType, card.id).catch(() => undefined);
  });

  const isNear = createMemo(() => media.ended() || isNearEnd(media.position(), media.duration()));
  const isShown = createMemo(() => isNear() && !stayed() && options.nextId() !== null);
  const isRunning = createMemo(() => isShown() && (media.ended() || !media.paused()));

  const go = () => {
    const id = options.nextId();
    if (id !== null) options.onGo(id);
  };

  createEffect(
    on(isNear, (near) => {
      // Seeking back resets the countdown, so that the card appears again.
      if (near) return;
      setStayed(false);
      setLeft(COUNTDOWN_S);
    }),
  );
  createEffect(() => {
    if (!isRunning()) return;
    const timer = setInterval(() => {
      if (setLeft((seconds) => seconds - 1) <= 0) go();
    }, 1000);
    onCleanup(() => clearInterval(timer));
  });

  return {
    isShown,
    secondsLeft: left,
    next: () => {
      const id = options.nextId();
      return id === null ? null : nextOf(detail.latest, id);
    },
    go,
    stay: () => setStayed(true),
  };
}

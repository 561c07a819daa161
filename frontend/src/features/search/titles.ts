import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { search } from "../../api/catalog";
import type { MediaCard } from "../../api/types";
import { wordsFor } from "../../ui/toast";

/** The typing pauses this long before the server is asked. */
const PAUSE_MS = 90;
const MOST = 6;

export interface TitleSearch {
  items: Accessor<MediaCard[]>;
  /** The words `items` answer; they may be a letter behind. */
  answered: Accessor<string>;
  busy: Accessor<boolean>;
  /** Milliseconds of the last answer; null before the first. */
  tookMs: Accessor<number | null>;
  failure: Accessor<string | null>;
}

/** Titles for the words as they are typed. A new letter calls off the question before it. */
export function createTitleSearch(words: Accessor<string>): TitleSearch {
  const [items, setItems] = createSignal<MediaCard[]>([]);
  const [answered, setAnswered] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const [tookMs, setTookMs] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);

  const ask = async (q: string, signal: AbortSignal) => {
    const began = performance.now();
    try {
      const answer = await search({ q, pageSize: MOST }, signal);
      if (signal.aborted) return;
      setItems(answer.items);
      setAnswered(q);
      setTookMs(Math.max(1, Math.round(performance.now() - began)));
      setFailure(null);
    } catch (error) {
      if (signal.aborted) return;
      setItems([]);
      setFailure(wordsFor(error));
    }
    setBusy(false);
  };

  createEffect(
    on(words, (q) => {
      if (q === "") {
        setItems([]);
        setAnswered("");
        setBusy(false);
        setFailure(null);
        return;
      }
      const request = new AbortController();
      setBusy(true);
      const timer = setTimeout(() => void ask(q, request.signal), PAUSE_MS);
      onCleanup(() => {
        clearTimeout(timer);
        request.abort();
      });
    }),
  );

  return { items, answered, busy, tookMs, failure };
}

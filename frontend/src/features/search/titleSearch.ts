import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { search, suggest } from "../../api/catalog";
import { ApiError } from "../../api/client";
import type { MediaCard, PersonCard, Suggestion } from "../../api/types";
import { errorText } from "../../ui/toast";
import {
  mergeResults,
  ExpiringCache,
  splitSuggestions,
  type SearchResults,
} from "./mergeSuggestions";

/** Delay after the last keystroke before names are requested. */
const SUGGEST_DEBOUNCE_MS = 80;
/** Delay before full results are requested. */
const SEARCH_DEBOUNCE_MS = 260;
const MAX_RESULTS = 6;
const MAX_SUGGESTIONS = 8;

const NOTHING: SearchResults = { titles: [], people: [] };

const quickAnswers = new ExpiringCache<Suggestion[]>(60, 60_000);

export interface TitleSearch {
  items: Accessor<MediaCard[]>;
  people: Accessor<PersonCard[]>;
  /** What was searched instead of a query that matches nothing; null without a correction. */
  corrected: Accessor<string | null>;
  /** The query that `items` belong to; may be behind the input. */
  answered: Accessor<string>;
  busy: Accessor<boolean>;
  /** Duration of the last request in milliseconds; null before the first. */
  tookMs: Accessor<number | null>;
  failure: Accessor<string | null>;
}

/**
 * Titles and people for the text as it is typed: names first, then details. Further input cancels
 * the requests in flight.
 */
export function createTitleSearch(query: Accessor<string>): TitleSearch {
  const [found, setFound] = createSignal<SearchResults>(NOTHING);
  const [corrected, setCorrected] = createSignal<string | null>(null);
  const [answered, setAnswered] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const [tookMs, setTookMs] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);

  const show = (q: string, next: SearchResults) => {
    setFound(next);
    setAnswered(q);
    setFailure(null);
  };
  const quickly = async (q: string, signal: AbortSignal): Promise<SearchResults> => {
    const known = quickAnswers.get(q);
    const began = performance.now();
    const suggestions = known ?? (await suggest(q, MAX_SUGGESTIONS, signal));
    quickAnswers.set(q, suggestions);
    if (!known) setTookMs(Math.max(1, Math.round(performance.now() - began)));
    return splitSuggestions(suggestions);
  };

  const ask = async (q: string, signal: AbortSignal) => {
    const isOver = () => signal.aborted;
    let quick = NOTHING;
    try {
      quick = await quickly(q, signal);
      if (isOver()) return;
      setCorrected(null);
      if (quick.titles.length + quick.people.length > 0) {
        show(q, quick);
        setBusy(false);
      }
    } catch (error) {
      if (isOver()) return;
      // Ignore failures of the name request: the full search may still succeed.
      if (!(error instanceof ApiError)) setFailure(errorText(error));
    }
    await pause(SEARCH_DEBOUNCE_MS - SUGGEST_DEBOUNCE_MS, signal);
    if (isOver()) return;
    const began = performance.now();
    try {
      const answer = await search({ q, pageSize: MAX_RESULTS }, signal);
      if (isOver()) return;
      show(q, mergeResults(quick, { titles: answer.items, people: answer.people }, MAX_RESULTS));
      setCorrected(answer.corrected);
      setTookMs((before) => before ?? Math.max(1, Math.round(performance.now() - began)));
    } catch (error) {
      if (isOver()) return;
      if (quick === NOTHING) {
        setFound(NOTHING);
        setFailure(errorText(error));
      }
    }
    setBusy(false);
  };

  createEffect(
    on(query, (q) => {
      if (q === "") {
        setFound(NOTHING);
        setCorrected(null);
        setAnswered("");
        setBusy(false);
        setFailure(null);
        return;
      }
      const request = new AbortController();
      setBusy(true);
      const timer = setTimeout(() => void ask(q, request.signal), SUGGEST_DEBOUNCE_MS);
      onCleanup(() => {
        clearTimeout(timer);
        request.abort();
      });
    }),
  );

  return {
    items: () => found().titles,
    people: () => found().people,
    corrected,
    answered,
    busy,
    tookMs,
    failure,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

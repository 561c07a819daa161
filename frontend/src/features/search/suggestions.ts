/** What was found for the words typed so far, in two answers: the names at once, the rest after. Pure. */
import type { MediaCard, PersonCard, Suggestion } from "../../api/types";

export interface SearchResults {
  titles: MediaCard[];
  people: PersonCard[];
}

/** A title of which only the name is known yet, in the shape of one that is known well. */
export function cardOf(suggestion: Suggestion): MediaCard {
  return {
    id: suggestion.id,
    mediaType: suggestion.mediaType ?? (suggestion.kind === "person" ? "movie" : suggestion.kind),
    title: suggestion.title,
    year: suggestion.year,
    overview: "",
    runtimeMinutes: null,
    genres: [],
    posterUrl: suggestion.posterUrl,
    posterPlaceholder: null,
    backdropUrl: null,
    backdropPlaceholder: null,
    logoUrl: null,
    rating: null,
    inLibrary: false,
    progressPercent: null,
    watched: false,
    watchLater: false,
  };
}

export function personOf(suggestion: Suggestion): PersonCard {
  const { id, title: name, posterUrl: profileUrl } = suggestion;
  return { id, name, profileUrl, profilePlaceholder: null, knownFor: "", titles: [] };
}

/** The suggestions as what they are, in their order. */
export function splitSuggestions(suggestions: readonly Suggestion[]): SearchResults {
  return {
    titles: suggestions.filter(({ kind }) => kind !== "person").map(cardOf),
    people: suggestions.filter(({ kind }) => kind === "person").map(personOf),
  };
}

/**
 * The full answer over the quick one: lines that stand already stay where they are and learn what
 * is known of them, the others follow. Nothing moves under a finger that is about to press.
 */
export function mergeResults(
  quick: SearchResults,
  full: SearchResults,
  most: number,
): SearchResults {
  return {
    titles: merge(quick.titles, full.titles).slice(0, most),
    people: merge(quick.people, full.people).slice(0, most),
  };
}

function merge<T extends { id: number }>(first: readonly T[], second: readonly T[]): T[] {
  const known = new Map(second.map((each) => [each.id, each]));
  const kept = first.map((each) => known.get(each.id) ?? each);
  const ids = new Set(first.map(({ id }) => id));
  return [...kept, ...second.filter(({ id }) => !ids.has(id))];
}

/** Answers of the last minute, for whoever deletes a letter and types it again. */
export class ExpiringCache<T> {
  private readonly answers = new Map<string, { at: number; answer: T }>();

  constructor(
    private readonly most: number,
    private readonly forMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  get(words: string): T | undefined {
    const found = this.answers.get(words);
    if (!found || this.now() - found.at > this.forMs) return undefined;
    return found.answer;
  }

  set(words: string, answer: T): void {
    this.answers.delete(words);
    this.answers.set(words, { at: this.now(), answer });
    const oldest = this.answers.keys().next();
    if (this.answers.size > this.most && !oldest.done) this.answers.delete(oldest.value);
  }
}

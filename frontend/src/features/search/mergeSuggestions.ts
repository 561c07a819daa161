/** Merges the two responses to a search: names first, then details. No I/O. */
import type { MediaCard, PersonCard, Suggestion } from "../../api/types";

export interface SearchResults {
  titles: MediaCard[];
  people: PersonCard[];
}

/** A partial title with only the name, in the shape of a complete one. */
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
    titleLanguage: null,
    overviewLanguage: null,
    backdropUrl: null,
    backdropPlaceholder: null,
    logoUrl: null,
    rating: null,
    inLibrary: false,
    atHand: false,
    progressPercent: null,
    watched: false,
    watchLater: false,
    favorite: false,
    ownRating: null,
    watchStatus: null,
    gameStatus: null,
    followed: false,
    wanted: false,
  };
}

export function personOf(suggestion: Suggestion): PersonCard {
  const { id, title: name, posterUrl: profileUrl } = suggestion;
  return { id, name, profileUrl, profilePlaceholder: null, knownFor: "", titles: [] };
}

/** The suggestions as typed items, in order. */
export function splitSuggestions(suggestions: readonly Suggestion[]): SearchResults {
  return {
    titles: suggestions.filter(({ kind }) => kind !== "person").map(cardOf),
    people: suggestions.filter(({ kind }) => kind === "person").map(personOf),
  };
}

/**
 * Merge the full response into the quick one: existing items keep their position and get their
 * details, others are appended. Nothing moves under the pointer.
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

/** Caches responses for a minute, for text that is deleted and typed again. */
export class ExpiringCache<T> {
  private readonly answers = new Map<string, { at: number; answer: T }>();

  constructor(
    private readonly most: number,
    private readonly forMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  get(query: string): T | undefined {
    const found = this.answers.get(query);
    if (!found || this.now() - found.at > this.forMs) return undefined;
    return found.answer;
  }

  set(query: string, answer: T): void {
    this.answers.delete(query);
    this.answers.set(query, { at: this.now(), answer });
    const oldest = this.answers.keys().next();
    if (this.answers.size > this.most && !oldest.done) this.answers.delete(oldest.value);
  }
}

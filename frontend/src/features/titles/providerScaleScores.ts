/** Ratings of a title in the providers' own scales. No I/O. */
import type { MediaDetail, Rating } from "../../api/types";
import { formatLarge } from "../../lib/format";

export type Mark = "imdb" | "rotten_tomatoes" | "metacritic" | "tmdb" | "igdb" | "mal";

/** Rotten Tomatoes: fresh from 60 percent. Metacritic: favorable from 61, mixed from 40. */
export type Verdict = "fresh" | "rotten" | "favorable" | "mixed" | "unfavorable";

export interface Score {
  mark: Mark;
  name: string;
  figure: string;
  /** How the source itself sorts the figure; null where it does not. */
  verdict: Verdict | null;
  /** "1.2 million votes"; null without a count. */
  votes: string | null;
}

const MARKS: readonly { mark: Mark; name: string; form: (rating: Rating) => string }[] = [
  { mark: "imdb", name: "IMDb", form: ({ value }) => value.toFixed(1) },
  { mark: "rotten_tomatoes", name: "Rotten Tomatoes", form: (rating) => `${percentOf(rating)}%` },
  { mark: "metacritic", name: "Metacritic", form: (rating) => String(percentOf(rating)) },
  { mark: "tmdb", name: "TMDB", form: (rating) => `${percentOf(rating)}%` },
  { mark: "igdb", name: "IGDB", form: (rating) => String(percentOf(rating)) },
  { mark: "mal", name: "MyAnimeList", form: ({ value }) => value.toFixed(1) },
];

function percentOf({ value, best }: Rating): number {
  return Math.round((value / best) * 100);
}

function verdictOf(rating: Rating): Verdict | null {
  const percent = percentOf(rating);
  if (rating.source === "rotten_tomatoes") return percent >= 60 ? "fresh" : "rotten";
  if (rating.source !== "metacritic") return null;
  if (percent >= 61) return "favorable";
  return percent >= 40 ? "mixed" : "unfavorable";
}

/** Ratings in order; falls back to the catalogue's own rating. */
export function scoresOf(title: Pick<MediaDetail, "ratings">): Score[] {
  return MARKS.flatMap(({ mark, name, form }) => {
    const rating = title.ratings.find(({ source }) => source === mark);
    if (!rating) return [];
    const verdict = verdictOf(rating);
    // Critics may agree that a film is bad; elsewhere a zero stands for no votes.
    if (!verdict && rating.value <= 0) return [];
    const votes = rating.votes ? `${formatLarge(rating.votes)} votes` : null;
    return [{ mark, name, figure: form(rating), verdict, votes }];
  });
}

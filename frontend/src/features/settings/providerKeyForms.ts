/** Key fields of providers, where to get a key, and the texts of test results. No I/O. */
import type { Provider, ProviderKey, ProviderTest } from "../../api/types";

type KeyField = keyof ProviderKey;

interface KeyForm {
  /** Initials for its icon. */
  mark: string;
  /** What the provider is used for. */
  gives: string;
  /** The page that issues keys; absent when none is needed. */
  site?: string;
  /** How to get a key, in one sentence. */
  how: string;
  fields: readonly { name: KeyField; label: string }[];
}

const API_KEY = [{ name: "apiKey", label: "API key" }] as const;

const FORMS: Partial<Record<string, KeyForm>> = {
  tmdb: {
    mark: "TMDB",
    gives: "Posters, pictures, texts and people of films and shows",
    site: "https://www.themoviedb.org/settings/api",
    how: "Free with an account. Copy the API key or the read access token.",
    fields: API_KEY,
  },
  omdb: {
    mark: "OMDb",
    gives: "Ratings of IMDb, Rotten Tomatoes and Metacritic",
    site: "https://www.omdbapi.com/apikey.aspx",
    how: "Free for 1,000 requests a day. The key comes by email.",
    fields: API_KEY,
  },
  igdb: {
    mark: "IGDB",
    gives: "Games, platforms and expansions",
    site: "https://dev.twitch.tv/console/apps",
    how: "Free. Register an application at Twitch, then copy its client ID and a new secret.",
    fields: [
      { name: "clientId", label: "Client ID" },
      { name: "clientSecret", label: "Client secret" },
    ],
  },
  tvdb: {
    mark: "TVDB",
    gives: "Numbering and air dates of episodes",
    site: "https://thetvdb.com/dashboard/account/apikey",
    how: "Free for personal use. Make a project, then copy its key.",
    fields: API_KEY,
  },
  opensubtitles: {
    mark: "OS",
    gives: "Subtitles for films and episodes",
    site: "https://www.opensubtitles.com/consumers",
    how: "Free with an account. Register a consumer, then copy its API key.",
    fields: API_KEY,
  },
  tvmaze: {
    mark: "TVM",
    gives: "Air times of shows, where TheTVDB has no key",
    how: "No key is needed.",
    fields: [],
  },
  jikan: {
    mark: "MAL",
    gives: "Episodes of anime, through Jikan",
    how: "No key is needed.",
    fields: [],
  },
};

const UNKNOWN: KeyForm = { mark: "?", gives: "", how: "", fields: [] };

export const keyForm = (provider: string): KeyForm => FORMS[provider] ?? UNKNOWN;

/** Whether the page may change it: keys of the environment cannot be changed here. */
export const isChangeable = (provider: Provider) => provider.keySource !== "environment";

export type TestTone = "ok" | "warn" | "bad";

/** The meaning of a test result, with advice. */
export function testText(test: ProviderTest): { tone: TestTone; text: string } {
  switch (test.outcome) {
    case "works": {
      const what = test.sample ? `It knew ${test.sample}` : "It answered";
      return { tone: "ok", text: `Working. ${what} in ${test.milliseconds ?? 0} ms.` };
    }
    case "refused":
      return { tone: "bad", text: "Refused: this key is not accepted. Copy it again from there." };
    case "unreachable":
      return {
        tone: "bad",
        text: "It cannot be reached from this server. Check its connection, then test again.",
      };
    case "limited":
      return { tone: "warn", text: "Its limit of requests is used up for now. Test again later." };
    case "unreadable":
      return {
        tone: "warn",
        text: "Something else answered: a wrong address, or a sign-in page of the network. Check them, then test again.",
      };
    case "failed":
      return { tone: "warn", text: "It has a problem of its own. Test again in a few minutes." };
  }
}

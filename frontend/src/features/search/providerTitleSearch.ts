/** Titles that only the providers know: searched when asked for, added when opened. */
import { createSignal, type Accessor } from "solid-js";
import { addProviderTitle, searchProviderTitles } from "../../api/providerTitles";
import type { MediaCard, ProviderTitle, ProviderTitles } from "../../api/types";
import { toastOnError } from "../../ui/toast";

interface OutsideSearch {
  /** The answer for the present query; undefined until it was asked for. */
  answer: Accessor<ProviderTitles | undefined>;
  /** Whether the providers are asked, or a title is being added. */
  busy: Accessor<boolean>;
  /** Asks the providers; a later question takes the place of an earlier one. */
  look: () => Promise<void>;
  /** The title in the catalogue, where it is added; undefined when that failed. */
  add: (title: ProviderTitle) => Promise<MediaCard | undefined>;
}

export function createProviderTitleSearch(query: Accessor<string>): OutsideSearch {
  const [found, setFound] = createSignal<{ query: string; answer: ProviderTitles }>();
  const [asked, setAsked] = createSignal<string | null>(null);
  const [adding, setAdding] = createSignal(false);

  const answer = () => (found()?.query === query() ? found()?.answer : undefined);
  const look = async () => {
    const text = query();
    if (asked() === text) return;
    setAsked(text);
    const next = await toastOnError(searchProviderTitles(text));
    if (asked() !== text) return;
    setAsked(null);
    if (next) setFound({ query: text, answer: next });
  };
  const add = async (title: ProviderTitle) => {
    if (adding()) return undefined;
    setAdding(true);
    const media = await toastOnError(addProviderTitle(title));
    setAdding(false);
    return media;
  };
  return { answer, busy: () => adding() || asked() === query(), look, add };
}

const NAMES = { tmdb: "TMDB", igdb: "IGDB" } as const;

/** Why there is nothing, or less than there could be; null when every provider answered. */
export function missingText({ items, state, unanswered }: ProviderTitles): string | null {
  if (state === "no_key")
    return "There is no key for TMDB or IGDB. An administrator can enter one in the settings.";
  if (unanswered.length > 0) {
    const names = unanswered.map((name) => NAMES[name]).join(" and ");
    return `${names} ${unanswered.length > 1 ? "do" : "does"} not answer. Try again in a minute.`;
  }
  return items.length > 0 ? null : "TMDB and IGDB have nothing else of this name.";
}

import Search from "lucide-solid/icons/search";
import { createSignal, onCleanup, Show } from "solid-js";
import { search } from "../api/catalog";
import { findLinkedTitles } from "../api/library";
import type { MediaCard } from "../api/types";
import { KeyboardKey } from "../ui/KeyboardKey";
import { errorText } from "../ui/toast";

/** Applied when typing pauses. */
const DEBOUNCE_MS = 220;
const MAX_RESULTS = 8;

/** An address at IMDb or TMDB, or an IMDb id: the server reads it. */
function isTitleLink(text: string): boolean {
  return /^tt\d{7,}$|imdb\.com\/|themoviedb\.org\//i.test(text);
}

interface TitleSearchFieldProps {
  ref?: (field: HTMLInputElement) => void;
  placeholder: string;
  /** What is found: films and shows, unless said otherwise. */
  kinds?: "videos" | "games" | "all";
  label?: string;
  /** The key that leads here, if any. */
  shortcut?: string;
  /** The search results; null once the field is empty. */
  onFound: (titles: readonly MediaCard[] | null) => void;
  /** Enter: confirm the selected title. */
  onAccept: () => void;
}

/**
 * Finds a title by its name, or by its address at IMDb or TMDB: a game for a game, and
 * for a video anything else.
 */
export function TitleSearchField(props: TitleSearchFieldProps) {
  const [problem, setProblem] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  const stop = () => {
    clearTimeout(timer);
    request?.abort();
  };
  onCleanup(stop);

  const searchTitles = async (query: string) => {
    const mine = new AbortController();
    request = mine;
    try {
      const found = isTitleLink(query)
        ? await findLinkedTitles(query, mine.signal)
        : (await search({ q: query, pageSize: MAX_RESULTS }, mine.signal)).items;
      setProblem(undefined);
      const kinds = props.kinds ?? "videos";
      props.onFound(
        found.filter(
          (media) => kinds === "all" || (media.mediaType === "game") === (kinds === "games"),
        ),
      );
    } catch (error) {
      if (!mine.signal.aborted) setProblem(errorText(error));
    }
  };
  const onInput = (query: string) => {
    stop();
    setProblem(undefined);
    if (query === "") props.onFound(null);
    else timer = setTimeout(() => void searchTitles(query), DEBOUNCE_MS);
  };

  return (
    <div>
      <label class="flex h-11 items-center gap-2.5 rounded-control bg-surface-2 px-4 text-14 text-muted transition-shadow hairline has-[input:focus]:shadow-[inset_0_0_0_1.5px_var(--accent),0_0_0_4px_color-mix(in_srgb,var(--accent)_16%,transparent)]">
        <Search class="size-4 flex-none" aria-hidden="true" />
        <input
          ref={(field) => props.ref?.(field)}
          type="search"
          class="min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-muted"
          placeholder={props.placeholder}
          aria-label={props.label ?? "Search for another title"}
          autocomplete="off"
          onInput={(event) => onInput(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key === "Enter") {
              event.preventDefault();
              props.onAccept();
            }
          }}
        />
        <Show when={props.shortcut}>
          {(key) => <KeyboardKey class="phone:hidden">{key()}</KeyboardKey>}
        </Show>
      </label>
      <Show when={problem()}>
        <p class="mt-2 text-13 text-bad" role="alert">
          {problem()}
        </p>
      </Show>
    </div>
  );
}

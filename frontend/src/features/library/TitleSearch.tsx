import Search from "lucide-solid/icons/search";
import { createSignal, onCleanup, Show } from "solid-js";
import { search } from "../../api/catalog";
import type { Candidate } from "../../api/types";
import { Key } from "../../ui/Key";
import { errorText } from "../../ui/toast";

/** Applied when typing pauses. */
const DEBOUNCE_MS = 220;
const MAX_RESULTS = 8;

interface TitleSearchProps {
  ref: (field: HTMLInputElement) => void;
  /** The search results; null once the field is empty. */
  onFound: (candidates: readonly Candidate[] | null) => void;
  /** Enter: confirm the selected title. */
  onAccept: () => void;
}

/** Manual search when no candidate fits. Games are excluded: library files are videos. */
export function TitleSearch(props: TitleSearchProps) {
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
      const answer = await search({ q: query, pageSize: MAX_RESULTS }, mine.signal);
      const titles = answer.items.filter((media) => media.mediaType !== "game");
      setProblem(undefined);
      props.onFound(titles.map((media) => ({ media, confidence: 0, why: "" })));
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
          ref={props.ref}
          type="search"
          class="min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-muted"
          placeholder="None of these? Type a title"
          aria-label="Search for another title"
          autocomplete="off"
          onInput={(event) => onInput(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key === "Enter") props.onAccept();
          }}
        />
        <Key class="phone:hidden">/</Key>
      </label>
      <Show when={problem()}>
        <p class="mt-2 text-13 text-bad" role="alert">
          {problem()}
        </p>
      </Show>
    </div>
  );
}

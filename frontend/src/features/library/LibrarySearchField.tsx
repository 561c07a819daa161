import Search from "lucide-solid/icons/search";
import { createEffect, createSignal, onCleanup } from "solid-js";

/** Applied when typing pauses. */
const DEBOUNCE_MS = 250;

/** Searches the list below it. */
export function LibrarySearchField(props: {
  query: string;
  onChange: (query: string) => void;
  label?: string;
}) {
  const [timer, setTimer] = createSignal<ReturnType<typeof setTimeout>>();
  onCleanup(() => clearTimeout(timer()));
  const changeLater = (query: string) => {
    clearTimeout(timer());
    setTimer(setTimeout(() => props.onChange(query), DEBOUNCE_MS));
  };
  /** What is being typed stays as it is: the list knows it without the space at its end. */
  const follow = (input: HTMLInputElement) =>
    createEffect(() => {
      if (input.value.trim() !== props.query) input.value = props.query;
    });
  const label = () => props.label ?? "Search your library";

  return (
    <label class="flex h-9 w-52 min-w-0 items-center gap-2.5 rounded-pill px-3.5 text-14 text-muted hairline has-[input:focus]:shadow-[inset_0_0_0_1.5px_var(--accent)] phone:flex-1">
      <Search class="size-4 flex-none" aria-hidden="true" />
      <input
        type="search"
        class="min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-muted"
        placeholder="Search"
        aria-label={label()}
        ref={follow}
        onInput={(event) => changeLater(event.currentTarget.value.trim())}
      />
    </label>
  );
}

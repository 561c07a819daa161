import Search from "lucide-solid/icons/search";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, onCleanup, onMount, Show } from "solid-js";
import { IconButton } from "../../ui/IconButton";

/** Delay after the last keystroke before the URL changes. */
const DEBOUNCE_MS = 180;

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Enter was pressed. */
  onSubmit: (value: string) => void;
}

export function SearchField(props: SearchFieldProps) {
  let input!: HTMLInputElement;
  const [text, setText] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (next: string, wait: number) => {
    setText(next);
    clearTimeout(timer);
    timer = setTimeout(() => props.onChange(next.trim()), wait);
  };
  onCleanup(() => clearTimeout(timer));
  onMount(() => {
    if (!props.value) input.focus();
  });
  // Follow the URL, unless the user is typing.
  createEffect(() => {
    const value = props.value;
    if (document.activeElement !== input) setText(value);
  });

  return (
    <form
      role="search"
      class="flex h-16 items-center gap-4 rounded-sheet bg-surface-1 pr-3 pl-5 hairline has-[input:focus-visible]:shadow-[inset_0_0_0_1.5px_var(--accent)]"
      onSubmit={(event) => {
        event.preventDefault();
        change(text(), 0);
        props.onSubmit(text());
      }}
    >
      <Search class="size-[22px] flex-none text-muted" aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label="Search for a title or a person"
        placeholder="A title or a person"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={text()}
        class="h-full min-w-0 flex-1 bg-transparent text-22 tracking-[-.02em] outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        onInput={(event) => change(event.currentTarget.value, DEBOUNCE_MS)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text() !== "") {
            event.preventDefault();
            change("", 0);
          }
        }}
      />
      <Show when={text()}>
        <IconButton
          label="Clear"
          tone="bare"
          size="medium"
          onClick={() => {
            change("", 0);
            input.focus();
          }}
        >
          <X />
        </IconButton>
      </Show>
    </form>
  );
}

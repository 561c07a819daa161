import { useSearchParams } from "@solidjs/router";
import Search from "lucide-solid/icons/search";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, onCleanup, onMount, Show } from "solid-js";
import { search } from "../../api/catalog";
import { counted } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { KindPills, kindOf, typeOf } from "../../media/KindPills";
import { MediaGrid } from "../../media/MediaGrid";
import { createPages, PAGE_SIZE } from "../../media/pages";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";

/** A word is asked for when the typing pauses. */
const PAUSE_MS = 180;

const GHOSTS = ["/art/metropolis-poster.svg", "/art/moon-poster.svg", "/art/bunny-poster.svg"];

/** Every title that is called so. What is searched stands in the address. */
export default function SearchPage() {
  const [params, setParams] = useSearchParams();
  const words = () => (typeof params.q === "string" ? params.q.trim() : "");
  pageTitle(() => (words() ? `${words()} in search` : "Search"));

  return (
    <div class="page page-top">
      <h1 class="sr-only">Search</h1>
      <SearchField
        value={words()}
        onChange={(next) => setParams({ q: next || null }, { replace: true, scroll: false })}
      />
      <Show
        when={words()}
        fallback={
          <EmptyState
            class="mt-8"
            posters={GHOSTS}
            text="Films, shows and games, by their title."
            action={
              <ButtonLink href="/app/discover" size="medium">
                Or look around
              </ButtonLink>
            }
          />
        }
      >
        <Results words={words()} />
      </Show>
    </div>
  );
}

function Results(props: { words: string }) {
  const [params, setParams] = useSearchParams();
  const kind = () => kindOf(params.kind);
  const pages = createPages(
    () => `search:${props.words}:${kind()}`,
    (page, signal) =>
      search({ q: props.words, mediaType: typeOf(kind()), page, pageSize: PAGE_SIZE }, signal),
  );

  return (
    <>
      <div class="mt-5 mb-8 flex flex-wrap items-center justify-between gap-4">
        <KindPills
          value={kind()}
          onChange={(next) =>
            setParams({ kind: next === "all" ? null : next }, { replace: true, scroll: false })
          }
        />
        <p class="text-14 text-muted tabular-nums" role="status">
          {pages.state() === "ready" ? counted(pages.total(), "title") : ""}
        </p>
      </div>
      <MediaGrid
        pages={pages}
        empty={
          <EmptyState
            text={`Nothing here is called “${props.words}”.`}
            posters={GHOSTS}
            action={
              <ButtonLink href="/app/discover" tone="primary" size="medium">
                Discover
              </ButtonLink>
            }
          />
        }
      />
    </>
  );
}

function SearchField(props: { value: string; onChange: (words: string) => void }) {
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
  // What the address says, unless somebody is writing something else just now.
  createEffect(() => {
    const words = props.value;
    if (document.activeElement !== input) setText(words);
  });

  return (
    <form
      role="search"
      class="flex h-16 items-center gap-4 rounded-sheet bg-surface-1 pr-3 pl-5 hairline has-[input:focus-visible]:shadow-[inset_0_0_0_1.5px_var(--accent)]"
      onSubmit={(event) => {
        event.preventDefault();
        change(text(), 0);
      }}
    >
      <Search class="size-[22px] flex-none text-muted" aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label="Search for a title"
        placeholder="Search for a title"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={text()}
        class="h-full min-w-0 flex-1 bg-transparent text-22 tracking-[-.02em] outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        onInput={(event) => change(event.currentTarget.value, PAUSE_MS)}
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

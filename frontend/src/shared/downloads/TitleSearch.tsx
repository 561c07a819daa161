import { createSignal, For, Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Artwork } from "../../ui/poster/Artwork";
import { TitleSearchField } from "../TitleSearchField";

/** The year and the first genres, as far as known. */
export const factsOf = (media: MediaCard) =>
  [media.year === null ? "" : String(media.year), media.genres.slice(0, 2).join(", ")].filter(
    (fact) => fact !== "",
  );

/** Finds a title of the catalogue for a source, or says that it is none. */
export function TitleSearch(props: { onChoose: (chosen: MediaCard | "none") => void }) {
  const [found, setFound] = createSignal<readonly MediaCard[] | null>(null);
  return (
    <div class="mt-4 grid gap-2">
      <TitleSearchField
        ref={(field) => queueMicrotask(() => field.focus())}
        placeholder="Type a title, or paste a TMDB or IMDb link"
        onFound={setFound}
        onAccept={() => {
          const first = found()?.[0];
          if (first) props.onChoose(first);
        }}
      />
      <ul class="max-h-[264px] overflow-y-auto">
        <For each={found() ?? []}>
          {(media) => (
            <li>
              <button
                type="button"
                class="flex w-full items-center gap-3 rounded-control p-1.5 text-left -outline-offset-2! transition-colors hover:bg-fill-2"
                onClick={() => props.onChoose(media)}
              >
                <span class="h-[54px] w-9 flex-none overflow-hidden rounded-chip">
                  <Artwork
                    title={media.title}
                    year={media.year}
                    genres={media.genres}
                    src={media.posterUrl}
                    kind="poster"
                    alt=""
                  />
                </span>
                <span class="min-w-0">
                  <b class="block truncate text-14 font-strong">{media.title}</b>
                  <span class="text-12 text-muted tabular-nums">{factsOf(media).join(" · ")}</span>
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={found()?.length === 0}>
        <p class="px-1 text-13 text-muted">No title found.</p>
      </Show>
      <Button
        size="small"
        tone="ghost"
        class="justify-self-start"
        onClick={() => props.onChoose("none")}
      >
        None of the catalogue
      </Button>
    </div>
  );
}

import { createAsyncStore } from "@solidjs/router";
import { For, Show } from "solid-js";
import { genresQuery } from "../../shared/titles/catalogQueries";
import { ChipLink } from "../../ui/Chip";

const COUNT = 18;

/** Genres to start from, while the field is empty. */
export function GenreLinks() {
  const genres = createAsyncStore(() => genresQuery(), { initialValue: [] });
  return (
    <Show when={genres.latest.length > 0}>
      <section class="mt-10" aria-label="Genres">
        <h2 class="mb-3 text-17">Browse by genre</h2>
        <div class="flex flex-wrap gap-2">
          <For each={genres.latest.slice(0, COUNT)}>
            {(genre) => <ChipLink href={`/app/genre/${genre.slug}`}>{genre.name}</ChipLink>}
          </For>
        </div>
      </section>
    </Show>
  );
}

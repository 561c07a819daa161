import { For, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { genreSlug } from "../../lib/pagePaths";
import { ChipLink } from "../../ui/Chip";
import { ClampedText } from "../../ui/ClampedText";
import { FactsList, WhereToWatch } from "./lazyParts";

/** The synopsis, where else to watch, and a list of facts. */
export function TitleFacts(props: { title: MediaDetail }) {
  return (
    <section
      class="grid grid-cols-[minmax(0,1.3fr)_minmax(300px,.8fr)] gap-[clamp(40px,7vw,112px)] pt-7 max-lg:grid-cols-1 max-lg:gap-8"
      aria-label="Details"
    >
      <div>
        <div class="max-w-[62ch]" dir="auto" lang={props.title.overviewLanguage ?? undefined}>
          <ClampedText
            text={props.title.overview}
            clamp="line-clamp-8"
            class="text-17 leading-[1.65] text-pretty text-muted"
          />
        </div>
        <div class="mt-[22px] flex flex-wrap gap-2">
          <For each={props.title.genres}>
            {(genre) => (
              <ChipLink href={`/app/genre/${genreSlug(genre)}`} class="h-8! px-[13px]! text-13!">
                {genre}
              </ChipLink>
            )}
          </For>
        </div>
        <Show when={props.title.mediaType !== "game" && props.title.offers.length > 0}>
          <WhereToWatch title={props.title} />
        </Show>
      </div>
      <FactsList title={props.title} />
    </section>
  );
}

import { For, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { countryName, formatDate, joined, languageName } from "../../lib/format";
import { genreSlug } from "../../lib/paths";
import { ChipLink } from "../../ui/Chip";

const MOST_CAST = 6;

/** What it is about, and beside it the plain facts. */
export function TitleFacts(props: { title: MediaDetail }) {
  return (
    <section
      class="grid grid-cols-[minmax(0,1.3fr)_minmax(300px,.8fr)] gap-[clamp(40px,7vw,112px)] pt-7 max-lg:grid-cols-1 max-lg:gap-8"
      aria-label="About it"
    >
      <div>
        <p class="max-w-[62ch] text-17 leading-[1.65] text-pretty text-muted">
          {props.title.overview}
        </p>
        <div class="mt-[22px] flex flex-wrap gap-2">
          <For each={props.title.genres}>
            {(genre) => (
              <ChipLink href={`/app/genre/${genreSlug(genre)}`} class="h-8! px-[13px]! text-13!">
                {genre}
              </ChipLink>
            )}
          </For>
        </div>
      </div>
      <dl class="grid content-start">
        <For each={factsAbout(props.title)}>
          {(fact) => (
            <div class="grid grid-cols-[96px_1fr] border-t border-line py-2.5 text-14 first:border-0 first:pt-0">
              <dt class="text-muted">{fact.name}</dt>
              <dd>{fact.value}</dd>
            </div>
          )}
        </For>
        <Elsewhere ids={props.title.externalIds} />
      </dl>
    </section>
  );
}

interface Fact {
  name: string;
  value: string;
}

function makersOf(title: MediaDetail): string {
  if (title.mediaType === "game") return "Made by";
  return title.directors.length > 1 ? "Directors" : "Director";
}

function factsAbout(title: MediaDetail): Fact[] {
  const other = title.originalTitle === title.title ? null : title.originalTitle;
  const facts: [string, string | null][] = [
    [makersOf(title), joined(title.directors)],
    ["Cast", title.cast.slice(0, MOST_CAST).join(", ")],
    ["Platforms", title.platforms.join(", ")],
    ["Released", title.releaseDate ? formatDate(title.releaseDate) : null],
    ["Language", title.language ? languageName(title.language) : null],
    [
      title.countries.length > 1 ? "Countries" : "Country",
      title.countries.map(countryName).join(", "),
    ],
    ["Also known as", other],
    ["Licence", title.license],
  ];
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

const PLACES: readonly {
  key: keyof MediaDetail["externalIds"];
  name: string;
  address: (id: string) => string;
}[] = [{ key: "imdb", name: "IMDb", address: (id) => `https://www.imdb.com/title/${id}/` }];

/** Where else it is known, for those addresses that can be told from the id alone. */
function Elsewhere(props: { ids: MediaDetail["externalIds"] }) {
  const found = () =>
    PLACES.flatMap((place) => {
      const id = props.ids[place.key];
      return id ? [{ name: place.name, href: place.address(id) }] : [];
    });
  return (
    <Show when={found().length > 0}>
      <div class="grid grid-cols-[96px_1fr] border-t border-line py-2.5 text-14">
        <dt class="text-muted">Elsewhere</dt>
        <dd class="flex gap-3">
          <For each={found()}>
            {(place) => (
              <a
                href={place.href}
                target="_blank"
                rel="noreferrer"
                class="text-accent-text hover:underline"
              >
                {place.name}
              </a>
            )}
          </For>
        </dd>
      </div>
    </Show>
  );
}

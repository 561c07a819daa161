import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { countryName, joinList, languageName } from "../../lib/format";
import { formatDate } from "../../lib/formatDates";
import { personPath } from "../../lib/pagePaths";
import { crewLines } from "./crewLines";
import { releaseLines } from "./releaseDates";

const MAX_CAST = 6;
const MAX_NAMES = 4;
const MAX_KEYWORDS = 10;
const FACT =
  "grid grid-cols-[104px_minmax(0,1fr)] [overflow-wrap:anywhere] border-t border-line py-2.5 text-14 first:border-0 first:pt-0";

/** Crew, releases, languages and other facts of a title. */
export function FactsList(props: { title: MediaDetail }) {
  return (
    <dl class="grid content-start">
      <For each={crewLines(props.title.credits.crew)}>
        {(line) => (
          <div class={FACT}>
            <dt class="text-muted">{line.name}</dt>
            <dd class="flex flex-wrap gap-x-1.5">
              <For each={line.people}>
                {(person, index) => (
                  <A href={personPath(person.id)} class="rounded-chip hover:underline">
                    {person.name}
                    {index() < line.people.length - 1 ? "," : ""}
                  </A>
                )}
              </For>
            </dd>
          </div>
        )}
      </For>
      <For each={factsAbout(props.title)}>
        {(fact) => (
          <div class={FACT}>
            <dt class="text-muted">{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        )}
      </For>
      <Elsewhere ids={props.title.externalIds} />
    </dl>
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
  const names = [title.originalTitle, ...title.alternateTitles].filter(
    (name): name is string => name !== null && name !== title.title,
  );
  const hasCrew = crewLines(title.credits.crew).length > 0;
  const releases = releaseLines(title.releases);
  const released = title.releaseDate ? formatDate(title.releaseDate) : null;
  const sameDay = releases.some((line) => released !== null && line.value.startsWith(released));
  const facts: [string, string | null][] = [
    // People with pages of their own are shown above; otherwise list the names.
    [makersOf(title), hasCrew ? null : joinList(title.directors)],
    ["Cast", title.credits.cast.length > 0 ? null : title.cast.slice(0, MAX_CAST).join(", ")],
    ["Platforms", title.platforms.join(", ")],
    // The date of the premiere or the first platform is more precise.
    ["Released", released && !sameDay ? released : null],
    ...releases.map((line): [string, string] => [line.name, line.value]),
    ["Status", title.mediaType === "show" ? title.status : null],
    ["Language", title.language ? languageName(title.language) : null],
    [
      title.countries.length > 1 ? "Countries" : "Country",
      title.countries.map(countryName).join(", "),
    ],
    ["Also known as", [...new Set(names)].slice(0, MAX_NAMES).join(", ")],
    ["Keywords", title.keywords.slice(0, MAX_KEYWORDS).join(", ")],
    ["Licence", title.license],
  ];
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

const PLACES: readonly {
  key: keyof MediaDetail["externalIds"];
  name: string;
  address: (id: string) => string;
}[] = [
  { key: "imdb", name: "IMDb", address: (id) => `https://www.imdb.com/title/${id}/` },
  { key: "mal", name: "MyAnimeList", address: (id) => `https://myanimelist.net/anime/${id}` },
];

/** External links, for providers whose URLs derive from the id. */
function Elsewhere(props: { ids: MediaDetail["externalIds"] }) {
  const found = () =>
    PLACES.flatMap((place) => {
      const id = props.ids[place.key];
      return id ? [{ name: place.name, href: place.address(id) }] : [];
    });
  return (
    <Show when={found().length > 0}>
      <div class={FACT}>
        <dt class="text-muted">Elsewhere</dt>
        <dd class="flex gap-3">
          <For each={found()}>
            {(place) => (
              <a
                href={place.href}
                target="_blank"
                rel="noreferrer"
                class="reach text-accent-text hover:underline"
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

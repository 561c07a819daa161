import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { CrewCredit, MediaDetail } from "../../api/types";
import { pluralize } from "../../lib/format";
import { personPath } from "../../lib/pagePaths";
import { Portrait } from "../../ui/Portrait";
import { Rail } from "../../ui/Rail";

interface CastEntry {
  id: number;
  name: string;
  what: string;
  profileUrl: string | null;
  profilePlaceholder: string | null;
}

/** Crew shown at the end of the cast; the others are in the facts. */
const MAKERS = ["Creator", "Director", "Screenplay", "Writer", "Original Music Composer"];
const MAX_MAKERS = 6;

function makersOf(crew: readonly CrewCredit[], cast: readonly CastEntry[]): CastEntry[] {
  const makers = new Map<number, CastEntry>();
  for (const job of MAKERS) {
    for (const credit of crew) {
      const isKnown = makers.has(credit.personId) || cast.some(({ id }) => id === credit.personId);
      if (credit.job !== job || isKnown) continue;
      const { personId: id, name, profileUrl, profilePlaceholder } = credit;
      makers.set(id, { id, name, profileUrl, profilePlaceholder, what: credit.job });
    }
  }
  return [...makers.values()].slice(0, MAX_MAKERS);
}

/** Cast and crew with portraits. */
export function CastRail(props: { title: MediaDetail }) {
  const people = (): CastEntry[] => {
    const cast = props.title.credits.cast.map((credit) => ({
      id: credit.personId,
      name: credit.name,
      profileUrl: credit.profileUrl,
      profilePlaceholder: credit.profilePlaceholder,
      what: [credit.character, credit.episodeCount ? pluralize(credit.episodeCount, "episode") : ""]
        .filter(Boolean)
        .join(" · "),
    }));
    return [...cast, ...makersOf(props.title.credits.crew, cast)];
  };
  return (
    <Show when={people().length > 0}>
      <Rail title="Cast and crew" kind="person">
        <For each={people()}>
          {(person) => (
            <A
              href={personPath(person.id)}
              class="group/person w-(--person) rounded-card outline-offset-4 text-center"
              data-roving-item
            >
              <Portrait
                name={person.name}
                src={person.profileUrl}
                placeholder={person.profilePlaceholder}
                class="mx-auto aspect-square w-full rounded-full text-28 transition-transform duration-(--slow) group-hover/person:scale-103"
              />
              <span class="mt-3 line-clamp-2 block text-14 leading-tight [overflow-wrap:anywhere] font-strong tracking-[-.01em]">
                {person.name}
              </span>
              <span class="mt-1 line-clamp-2 block text-13 leading-tight text-muted">
                {person.what}
              </span>
            </A>
          )}
        </For>
      </Rail>
    </Show>
  );
}

import { A } from "@solidjs/router";
import { For, Match, Show, Switch, type JSX } from "solid-js";
import type { MediaCard, PersonCard } from "../../api/types";
import type { PagedList } from "../../lib/pagedList";
import { personPath } from "../../lib/pagePaths";
import { FailedState } from "../../ui/FailedState";
import { Portrait } from "../../ui/Portrait";
import { Rail } from "../../ui/Rail";
import { rovingFocus } from "../../ui/rovingFocus";
import { Skeleton } from "../../ui/Skeleton";
import { aboutPerson } from "./personText";

function PersonFace(props: { person: PersonCard; class: string }) {
  return (
    <A
      href={personPath(props.person.id)}
      class={`group/person rounded-card text-center outline-offset-4 ${props.class}`}
      data-roving-item
    >
      <Portrait
        name={props.person.name}
        src={props.person.profileUrl}
        placeholder={props.person.profilePlaceholder}
        class="mx-auto aspect-square w-full rounded-full text-28 transition-transform duration-(--slow) group-hover/person:scale-103"
      />
      <span class="mt-3 line-clamp-2 block text-14 leading-tight [overflow-wrap:anywhere] font-strong tracking-[-.01em]">
        {props.person.name}
      </span>
      <span class="mt-1 line-clamp-2 block text-13 leading-tight text-muted">
        {aboutPerson(props.person)}
      </span>
    </A>
  );
}

/** Matching people, above the titles. */
export function PeopleRail(props: { people: readonly PersonCard[]; hasTitles: boolean }) {
  return (
    <Show when={props.people.length > 0}>
      <Rail title="People" kind="person" class="">
        <For each={props.people}>
          {(person) => <PersonFace person={person} class="w-(--person)" />}
        </For>
      </Rail>
      <Show when={props.hasTitles}>
        <h2 class="mt-11 mb-[18px] text-22">Titles</h2>
      </Show>
    </Show>
  );
}

const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(124px,1fr))] gap-x-6 gap-y-9 phone:grid-cols-3 phone:gap-x-4";

/** Results with people only. */
export function PeopleGrid(props: {
  people: readonly PersonCard[];
  pages: PagedList<MediaCard>;
  empty: JSX.Element;
}) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  return (
    <div ref={grid} data-roving>
      <Switch fallback={props.empty}>
        <Match when={props.people.length > 0}>
          <div class={GRID}>
            <For each={props.people}>{(person) => <PersonFace person={person} class="" />}</For>
          </div>
        </Match>
        <Match when={props.pages.state() === "loading"}>
          <div role="status" aria-label="Loading" class={GRID}>
            <For each={Array.from({ length: 12 })}>
              {() => <Skeleton class="aspect-square rounded-full!" />}
            </For>
          </div>
        </Match>
        <Match when={props.pages.state() === "failed"}>
          <FailedState error={props.pages.error()} onRetry={() => props.pages.loadMore()} />
        </Match>
      </Switch>
    </div>
  );
}

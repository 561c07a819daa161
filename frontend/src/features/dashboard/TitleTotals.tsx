import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Counts } from "../../api/types";

const KINDS = [
  { key: "movies", noun: "movie", href: "/app/movies" },
  { key: "shows", noun: "show", href: "/app/shows" },
  { key: "games", noun: "game", href: "/app/games" },
] as const;

/** How many movies, shows and games there are. */
export function TitleTotals(props: { counts: Counts }) {
  const shown = () => KINDS.filter(({ key }) => props.counts[key] > 0);
  return (
    <Show when={shown().length > 0}>
      <section
        class="section flex flex-wrap gap-x-10 gap-y-4"
        aria-label="How many titles there are"
      >
        <For each={shown()}>
          {({ key, noun, href }) => (
            <A href={href} class="group/total rounded-control">
              <b class="block text-34 leading-none font-light tracking-[-.04em] tabular-nums">
                {props.counts[key].toLocaleString("en-GB")}
              </b>
              <span class="text-14 text-muted group-hover/total:text-ink">
                {props.counts[key] === 1 ? noun : `${noun}s`}
              </span>
            </A>
          )}
        </For>
      </section>
    </Show>
  );
}

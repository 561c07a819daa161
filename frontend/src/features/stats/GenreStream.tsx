import { createMemo, For, Show } from "solid-js";
import type { ViewingStats } from "../../api/types";
import { SectionHeading } from "../../ui/Rail";
import { MONTHS } from "../../ui/yearGrid";
import { BarList } from "./charts";
import { bands, HEIGHT, WIDTH } from "./streamGraph";

/** Fewer periods with plays than this make no stream. */
const MIN_PERIODS = 3;

/** From the accent colour to the second one. */
const shade = (index: number) =>
  `color-mix(in oklch, var(--accent) ${100 - index * 24}%, var(--accent-2))`;

/** Genres over the months; as bars while there is too little for a stream. */
export function GenreStream(props: { stats: ViewingStats }) {
  const genres = () => props.stats.genres;
  const used = () => props.stats.periods.filter((each) => each.movies + each.episodes > 0).length;
  const paths = createMemo(() => bands(genres().map((genre) => genre.playsByPeriod)));
  const ends = () => props.stats.periods.map((each) => each.period);
  const labels = () =>
    props.stats.year === null ? [ends().at(0), ends().at(-1)].map(String) : MONTHS;

  return (
    <Show when={genres().length > 0}>
      <section class="section" aria-labelledby="what-watched">
        <SectionHeading
          id="what-watched"
          title="What you watched"
          end={
            <Show when={used() >= MIN_PERIODS}>
              <ul class="flex flex-wrap gap-x-[18px] gap-y-1 text-13 text-muted phone:hidden">
                <For each={genres()}>
                  {(genre, index) => (
                    <li class="flex items-center gap-[7px]">
                      <i
                        class="size-[9px] rounded-[3px]"
                        style={{ background: shade(index()) }}
                        aria-hidden="true"
                      />
                      {genre.name}
                      <span class="sr-only">, {genre.plays} viewings</span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          }
        />
        <Show
          when={used() >= MIN_PERIODS}
          fallback={
            <BarList
              rows={genres().map((genre) => ({
                key: genre.slug,
                name: genre.name,
                value: genre.plays,
                href: `/app/genre/${genre.slug}`,
              }))}
            />
          }
        >
          <svg
            class="block h-[250px] w-full phone:h-[180px]"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <For each={paths()}>
              {(path, index) => <path d={path} fill={shade(index())} opacity="0.88" />}
            </For>
          </svg>
          <div class="mt-2.5 flex justify-between text-12 text-muted tabular-nums">
            <For each={labels()}>
              {(label, index) => (
                <span classList={{ "phone:hidden": labels().length > 2 && index() % 2 === 1 }}>
                  {label}
                </span>
              )}
            </For>
          </div>
        </Show>
      </section>
    </Show>
  );
}

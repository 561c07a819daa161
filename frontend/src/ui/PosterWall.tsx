import { For } from "solid-js";

/** Our own drawings, five to a column. */
const COLUMNS = [
  ["metropolis", "charade", "veloren", "nosferatu", "general"],
  ["moon", "cosmos", "notld", "sintel", "bunny"],
  ["friday", "tears", "zeroad", "caligari", "caminandes"],
  ["plan9", "general", "spring", "wesnoth", "charade"],
  ["carnival", "bunny", "detour", "xonotic", "cosmos"],
  ["safety", "caminandes", "elephants", "stk", "tears"],
] as const;

/**
 * A tilted, slowly moving wall of posters behind the text of a page, which stands in its shade;
 * the page's `--words` is where the text ends. Decorative.
 */
export function PosterWall() {
  return (
    <div class="absolute inset-0 overflow-hidden" aria-hidden="true">
      <div class="absolute -inset-y-[30%] -right-[8%] left-[30%] flex -rotate-9 gap-5 phone:top-[-12%] phone:-right-[30%] phone:bottom-auto phone:-left-[10%] phone:h-[70%]">
        <For each={COLUMNS}>
          {(posters, column) => (
            <div
              class="grid flex-none content-start gap-5"
              style={{
                transform:
                  column() % 2 === 1
                    ? `translateY(${column() * -30 - 110}px)`
                    : `translateY(${column() * -74 + 40}px)`,
              }}
            >
              <div
                class="grid gap-5 wall-drift"
                classList={{ "wall-drift-back": column() % 2 === 1 }}
              >
                <For each={posters}>
                  {(name) => (
                    <img
                      src={`/art/${name}-poster.svg`}
                      alt=""
                      width="198"
                      height="297"
                      decoding="async"
                      class="h-[297px] w-[198px] max-w-none rounded-[16px] phone:h-[195px] phone:w-[130px]"
                    />
                  )}
                </For>
              </div>
            </div>
          )}
        </For>
      </div>
      <div class="absolute inset-0 bg-[radial-gradient(900px_700px_at_12%_100%,var(--glow),transparent_70%),linear-gradient(90deg,var(--bg)_calc(var(--words)-56px),color-mix(in_srgb,var(--bg)_62%,transparent)_calc(var(--words)+250px),color-mix(in_srgb,var(--bg)_12%,transparent))] phone:bg-[linear-gradient(0deg,var(--bg)_62%,color-mix(in_srgb,var(--bg)_30%,transparent))]" />
    </div>
  );
}

import { useNavigate } from "@solidjs/router";
import Globe from "lucide-solid/icons/globe";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import { addOutsideTitle, searchOutside } from "../../api/outside";
import type { OutsideTitle, OutsideTitles } from "../../api/types";
import { titlePath } from "../../lib/paths";
import { Button } from "../../ui/Button";
import { Artwork } from "../../ui/poster/Artwork";
import { SectionHeading } from "../../ui/Rail";
import { Skeleton } from "../../ui/Skeleton";
import { toastOnError } from "../../ui/toast";

const KINDS = { movie: "Movie", show: "Show", game: "Game" } as const;

/** Titles that only the providers know: searched when asked for, added when opened. */
export function OutsideResults(props: { query: string }) {
  const navigate = useNavigate();
  const [answer, setAnswer] = createSignal<OutsideTitles>();
  const [busy, setBusy] = createSignal(false);

  const look = async () => {
    setBusy(true);
    setAnswer(await toastOnError(searchOutside(props.query)));
    setBusy(false);
  };
  const open = async (title: OutsideTitle) => {
    if (busy()) return;
    setBusy(true);
    const media = await toastOnError(addOutsideTitle(title));
    setBusy(false);
    if (media) navigate(titlePath(media));
  };

  return (
    <section class="mt-14" aria-label="Not in the catalogue yet" aria-busy={busy()}>
      <SectionHeading title="Not in the catalogue yet" />
      <Switch>
        <Match when={answer() === undefined && busy()}>
          <div role="status" aria-label="Loading">
            <Skeleton class="h-40 w-full rounded-sheet" />
          </div>
        </Match>
        <Match when={answer() === undefined}>
          <Button size="medium" onClick={() => void look()}>
            <Globe class="size-4" aria-hidden="true" />
            Search TMDB and IGDB
          </Button>
        </Match>
        <Match when={answer()}>
          {(found) => (
            <Show
              when={found().items.length > 0}
              fallback={
                <p class="text-15 text-muted" role="status">
                  {NOTHING[found().state]}
                </p>
              }
            >
              <ul class="grid grid-cols-[repeat(auto-fill,minmax(132px,1fr))] gap-5 phone:gap-3.5">
                <For each={found().items}>
                  {(title) => (
                    <li>
                      <button
                        type="button"
                        class="block w-full rounded-card text-left"
                        disabled={busy()}
                        onClick={() => void open(title)}
                      >
                        <span class="block aspect-2/3 overflow-hidden rounded-card bg-surface-2 art-edge">
                          <Artwork
                            title={title.title}
                            year={title.year}
                            genres={[]}
                            src={title.posterUrl}
                            kind="poster"
                            alt=""
                          />
                        </span>
                        <span class="mt-2.5 block truncate text-14 font-strong">{title.title}</span>
                        <span class="block text-13 text-muted tabular-nums">
                          {[KINDS[title.mediaType], title.year].filter(Boolean).join(" · ")}
                        </span>
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          )}
        </Match>
      </Switch>
    </section>
  );
}

const NOTHING = {
  ok: "TMDB and IGDB have nothing else of this name.",
  no_key: "There is no key for TMDB or IGDB. An administrator can enter one in the settings.",
  unavailable: "TMDB and IGDB do not answer. Try again in a minute.",
} as const;

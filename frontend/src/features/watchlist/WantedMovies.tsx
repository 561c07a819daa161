import { A } from "@solidjs/router";
import X from "lucide-solid/icons/x";
import { createSignal, For, Show } from "solid-js";
import type { WantedMovie } from "../../api/types";
import { listWanted } from "../../api/wanted";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { titlePath } from "../../lib/pagePaths";
import { stopWanting } from "../../shared/titles/wantedActions";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { SmallPoster } from "../../ui/poster/SmallPoster";
import { Skeleton } from "../../ui/Skeleton";
import { WantedListStates } from "./WantedListStates";

async function loadMovies(page: number, signal: AbortSignal) {
  const answer = await listWanted({ kind: "movie", page, pageSize: PAGE_SIZE }, signal);
  return { ...answer, items: answer.movies.map((each) => ({ ...each, id: each.media.id })) };
}

/** Wanted films; several are removed at once. */
export function WantedMovies() {
  const [version, setVersion] = createSignal(0);
  const pages = createPagedList<WantedMovie & { id: number }>(
    () => `wanted:movie:${version()}`,
    loadMovies,
  );
  const [chosen, setChosen] = createSignal<ReadonlySet<number>>(new Set());
  const selected = () => pages.items.filter(({ id }) => chosen().has(id));
  const choose = (id: number, on: boolean) => {
    const next = new Set(chosen());
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const reload = () => setVersion((now) => now + 1);
  const remove = (movies: readonly WantedMovie[]) => {
    const [first] = movies;
    if (!first) return;
    const name = movies.length === 1 ? first.media.title : pluralize(movies.length, "movie");
    const mediaIds = movies.map(({ media }) => media.id);
    setChosen(new Set<number>());
    void stopWanting(name, { mediaIds }, reload);
  };

  return (
    <WantedListStates
      pages={pages}
      skeleton={<For each={[1, 2, 3, 4]}>{() => <Skeleton class="h-[84px] rounded-card" />}</For>}
      emptyText="No movie is wanted. Choose Want on a movie you would like to have here."
      browse={{ href: "/app/movies", label: "Browse movies" }}
    >
      <div class="mb-2 flex min-h-10 flex-wrap items-center gap-3">
        <Show
          when={selected().length > 0}
          fallback={
            <p class="text-14 text-muted tabular-nums">{pluralize(pages.total(), "movie")}</p>
          }
        >
          <span class="text-14 text-muted tabular-nums" role="status">
            {selected().length} selected
          </span>
          <Button size="small" onClick={() => remove(selected())}>
            Remove from Wanted
          </Button>
        </Show>
      </div>
      <ul class="-mx-2 grid grid-cols-[minmax(0,1fr)] gap-1">
        <For each={pages.items}>
          {(movie) => (
            <li class="flex items-center gap-4 rounded-card p-2 hover:bg-surface-1">
              <SmallPoster media={movie.media} />
              <div class="min-w-0 flex-1">
                <h2 class="truncate text-17 font-normal tracking-[-.018em] phone:text-15">
                  <A href={titlePath(movie.media)}>{movie.media.title}</A>
                </h2>
                <p class="text-13 text-muted tabular-nums">
                  {[movie.media.year, movie.isUpcoming ? "Not released yet" : "Wanted"]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              </div>
              <IconButton
                label={`Remove ${movie.media.title} from Wanted`}
                tone="bare"
                size="medium"
                onClick={() => remove([movie])}
              >
                <X />
              </IconButton>
              <label class="reach relative grid size-10 cursor-pointer place-items-center">
                <input
                  type="checkbox"
                  class="size-[18px] cursor-pointer accent-(--accent)"
                  aria-label={`Select ${movie.media.title}`}
                  checked={chosen().has(movie.id)}
                  onChange={(event) => choose(movie.id, event.currentTarget.checked)}
                />
              </label>
            </li>
          )}
        </For>
      </ul>
    </WantedListStates>
  );
}

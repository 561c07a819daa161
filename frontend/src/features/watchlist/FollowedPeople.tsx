import { A } from "@solidjs/router";
import Eye from "lucide-solid/icons/eye";
import { For, Match, Show, Switch } from "solid-js";
import type { FollowedPerson, WatchlistSort } from "../../api/types";
import { listWatchlist } from "../../api/watchlist";
import { formatDate } from "../../lib/formatDates";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { personPath, titlePath } from "../../lib/pagePaths";
import { isFollowed, setFollowed } from "../../shared/watchlist/followPeople";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { IconButton } from "../../ui/IconButton";
import { Portrait } from "../../ui/Portrait";
import { PosterImage } from "../../ui/poster/PosterImage";
import { Skeleton } from "../../ui/Skeleton";

const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-5 phone:grid-cols-1 phone:gap-4";

async function loadPeople(sort: WatchlistSort, page: number, signal: AbortSignal) {
  const query = { kind: "person" as const, sort, page, pageSize: PAGE_SIZE };
  const answer = await listWatchlist(query, signal);
  return { ...answer, items: answer.people.map((each) => ({ ...each, id: each.person.id })) };
}

/** Followed people with the next title of theirs and how much of their work was seen. */
export function FollowedPeople(props: { sort: WatchlistSort }) {
  const pages = createPagedList<FollowedPerson & { id: number }>(
    () => `watchlist:person:${props.sort}`,
    (page, signal) => loadPeople(props.sort, page, signal),
  );
  const shown = () => pages.items.filter(({ id }) => isFollowed(id, true));
  return (
    <Switch>
      <Match when={pages.items.length === 0 && pages.state() === "loading"}>
        <div class={GRID} role="status" aria-label="Loading">
          <For each={[1, 2, 3, 4]}>{() => <Skeleton class="h-[330px] rounded-sheet" />}</For>
        </div>
      </Match>
      <Match when={pages.items.length === 0 && pages.state() === "failed"}>
        <FailedState error={pages.error()} onRetry={pages.loadMore} />
      </Match>
      <Match when={shown().length === 0 && !pages.hasMore()}>
        <EmptyState
          text="Follow a person on their page, and what they do next appears here."
          action={
            <ButtonLink href="/app/search" tone="primary" size="medium">
              Search people
            </ButtonLink>
          }
        />
      </Match>
      <Match when={true}>
        <ul class={GRID}>
          <For each={shown()}>{(each) => <PersonTile followed={each} />}</For>
        </ul>
        <Show when={pages.hasMore()}>
          <Button class="mt-6" onClick={pages.loadMore}>
            Show more
          </Button>
        </Show>
      </Match>
    </Switch>
  );
}

function PersonTile(props: { followed: FollowedPerson }) {
  const person = () => props.followed.person;
  return (
    <li class="flex flex-col items-center rounded-sheet bg-surface-1 p-4 pt-6 hairline">
      <A href={personPath(person().id)} class="grid justify-items-center text-center">
        <Portrait
          name={person().name}
          src={person().profileUrl}
          placeholder={person().profilePlaceholder}
          sizes="112px"
          class="size-28 rounded-full"
        />
        <span class="mt-4 text-17 font-strong tracking-[-.018em]">{person().name}</span>
        <span class="text-13 text-muted">{person().knownFor}</span>
      </A>
      <Show when={props.followed.newest}>
        {(media) => (
          <A
            href={titlePath(media())}
            class="mt-4 grid w-full grid-cols-[40px_minmax(0,1fr)] items-center gap-3 rounded-card bg-fill p-2.5 transition-colors hover:bg-fill-2"
          >
            <span class="block aspect-2/3 overflow-hidden rounded-chip bg-surface-2">
              <PosterImage media={media()} sizes="40px" />
            </span>
            <span class="min-w-0">
              <span class="block truncate text-13 text-muted tabular-nums">
                {props.followed.releasedOn ? formatDate(props.followed.releasedOn) : media().year}
              </span>
              <span class="block truncate text-14 font-strong">{media().title}</span>
            </span>
          </A>
        )}
      </Show>
      <div class="mt-auto flex w-full items-center justify-between pt-3">
        <span class="pl-1 text-13 text-muted tabular-nums">
          {props.followed.titlesSeen} of {props.followed.titlesTotal} seen
        </span>
        <IconButton
          label={`Unfollow ${person().name}`}
          tone="bare"
          size="medium"
          pressed
          class="text-accent-text!"
          onClick={() => void setFollowed(person(), false)}
        >
          <Eye />
        </IconButton>
      </div>
    </li>
  );
}

import { For, Match, Show, Switch } from "solid-js";
import { listCollections } from "../../api/collections";
import type { Collection } from "../../api/types";
import { pluralize } from "../../lib/format";
import { createPagedList } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { CollectionCard } from "../../shared/titles/CollectionCard";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { rovingFocus } from "../../ui/rovingFocus";
import { Skeleton } from "../../ui/Skeleton";

const PAGE_SIZE = 48;
const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-5 phone:grid-cols-1 phone:gap-3.5";

/** Every collection, by its cover. */
export default function CollectionsPage() {
  const pages = createPagedList<Collection>(
    () => "collections",
    (page, signal) => listCollections(page, PAGE_SIZE, signal),
  );
  pageTitle(() => "Collections");
  const isEmpty = () => pages.items.length === 0;

  return (
    <div class="page page-top">
      <PageHeader
        title="Collections"
        lead={
          pages.total() > 0 ? `${pluralize(pages.total(), "collection")} put together for you` : ""
        }
      />
      <Switch fallback={<Covers items={pages.items} />}>
        <Match when={isEmpty() && pages.state() === "loading"}>
          <div role="status" aria-label="Loading" class={GRID}>
            <For each={Array.from({ length: 12 })}>
              {() => <Skeleton class="aspect-video rounded-card" />}
            </For>
          </div>
        </Match>
        <Match when={isEmpty() && pages.state() === "failed"}>
          <FailedState
            text="The collections did not load."
            error={pages.error()}
            onRetry={() => pages.loadMore()}
          />
        </Match>
        <Match when={isEmpty()}>
          <EmptyState
            text="There are no collections yet."
            action={
              <ButtonLink href="/app/discover" tone="primary" size="medium">
                Discover
              </ButtonLink>
            }
          />
        </Match>
      </Switch>
      <Show when={!isEmpty() && pages.hasMore()}>
        <div class="mt-8 text-center">
          <Button
            size="medium"
            disabled={pages.state() === "loading"}
            onClick={() => pages.loadMore()}
          >
            {pages.state() === "failed" ? "Try again" : "More collections"}
          </Button>
        </div>
      </Show>
    </div>
  );
}

function Covers(props: { items: readonly Collection[] }) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  return (
    <div ref={grid} class={GRID} data-roving>
      <For each={props.items}>
        {(collection) => <CollectionCard collection={collection} class="w-full" />}
      </For>
    </div>
  );
}

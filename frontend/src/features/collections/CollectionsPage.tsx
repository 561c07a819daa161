import Plus from "lucide-solid/icons/plus";
import { A } from "@solidjs/router";
import { For, Match, Show, Switch, type JSX } from "solid-js";
import { listCollections } from "../../api/collections";
import type { Collection, CollectionShelf } from "../../api/types";
import { createPagedList, type PagedList } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { CollectionCard } from "../../shared/titles/CollectionCard";
import { Button, ButtonLink } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { rovingFocus } from "../../ui/rovingFocus";
import { Skeleton } from "../../ui/Skeleton";
import { OwnCollectionCard } from "./OwnCollectionCard";

const PAGE_SIZE = 48;
const OWN_GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-x-8 gap-y-11 phone:grid-cols-1 phone:gap-y-8";
const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-5 phone:grid-cols-1 phone:gap-3.5";

const shelf = (owner: CollectionShelf): PagedList<Collection> =>
  createPagedList<Collection>(
    () => `collections:${owner}`,
    (page, signal) => listCollections(page, PAGE_SIZE, signal, owner),
  );

/** One's own collections, shared ones, and those of the catalogue. */
export default function CollectionsPage() {
  const mine = shelf("me");
  const house = shelf("house");
  const catalogue = shelf("catalog");
  pageTitle(() => "Collections");
  const lead = () =>
    [
      mine.total() > 0 && `${mine.total()} of your own`,
      catalogue.total() > 0 && `${catalogue.total()} put together for you`,
    ]
      .filter(Boolean)
      .join(", and ");

  return (
    <div class="page page-top">
      <PageHeader
        title="Collections"
        lead={lead()}
        end={
          <ButtonLink href="/app/collections/new" tone="primary" size="medium">
            <Plus class="size-4.5" aria-hidden="true" />
            New collection
          </ButtonLink>
        }
      />
      <Shelf pages={mine} failed="Your collections did not load.">
        <Cards items={mine.items} last={mine.items.length > 0 && <NewTile />} />
      </Shelf>
      <Show when={house.items.length > 0}>
        <section class="mt-16 phone:mt-12" aria-labelledby="of-the-house">
          <h2 id="of-the-house" class="mb-6 text-28 phone:text-20 tracking-[-.03em]">
            From people here
          </h2>
          <Cards items={house.items} />
          <More pages={house} />
        </section>
      </Show>
      <section class="mt-16 phone:mt-12" aria-labelledby="of-the-catalogue">
        <h2 id="of-the-catalogue" class="mb-6 text-28 phone:text-20 tracking-[-.03em]">
          Put together for you
        </h2>
        <Shelf pages={catalogue} failed="The collections did not load.">
          <Covers items={catalogue.items} />
        </Shelf>
      </section>
    </div>
  );
}

interface ShelfProps {
  pages: PagedList<Collection>;
  failed: string;
  children: JSX.Element;
}

function Shelf(props: ShelfProps) {
  const isEmpty = () => props.pages.items.length === 0;
  return (
    <Switch
      fallback={
        <>
          {props.children}
          <More pages={props.pages} />
        </>
      }
    >
      <Match when={isEmpty() && props.pages.state() === "loading"}>
        <div role="status" aria-label="Loading" class={GRID}>
          <For each={Array.from({ length: 6 })}>
            {() => <Skeleton class="aspect-video rounded-card" />}
          </For>
        </div>
      </Match>
      <Match when={isEmpty() && props.pages.state() === "failed"}>
        <FailedState
          text={props.failed}
          error={props.pages.error()}
          onRetry={() => props.pages.loadMore()}
        />
      </Match>
    </Switch>
  );
}

function More(props: { pages: PagedList<Collection> }) {
  return (
    <Show when={props.pages.items.length > 0 && props.pages.hasMore()}>
      <div class="mt-8 text-center">
        <Button
          size="medium"
          disabled={props.pages.state() === "loading"}
          onClick={() => props.pages.loadMore()}
        >
          {props.pages.state() === "failed" ? "Try again" : "More collections"}
        </Button>
      </div>
    </Show>
  );
}

function Cards(props: { items: readonly Collection[]; last?: JSX.Element }) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  return (
    <div ref={grid} class={OWN_GRID} data-roving>
      <For each={props.items}>{(collection) => <OwnCollectionCard collection={collection} />}</For>
      {props.last}
    </div>
  );
}

function NewTile() {
  return (
    <A
      href="/app/collections/new"
      data-roving-item
      class="grid aspect-[344/198] place-content-center justify-items-center gap-3 rounded-card border border-dashed border-line px-6 text-center text-14 text-muted transition-colors hover:bg-fill hover:text-ink"
    >
      <Plus class="size-5" aria-hidden="true" />
      Manual, or smart with rules
    </A>
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

import { useParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { getCollection, type CollectionView } from "../../api/collections";
import type { Collection } from "../../api/types";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { CollectionCover } from "../../ui/poster/CollectionCover";
import { Skeleton } from "../../ui/Skeleton";

const WHOLE: CollectionView = { sort: "order", unseen: false, available: false };

/** Cached headers of collections, for back navigation. */
const heads = new Map<string, Collection>();

/** One collection: its description and its titles. */
export default function CollectionPage() {
  const params = useParams<{ slug: string }>();
  const [read, setRead] = createSignal(0);
  const pages = createPagedList(
    () => `collection:${params.slug}`,
    async (page, signal) => {
      const answer = await getCollection(params.slug, WHOLE, page, PAGE_SIZE, signal);
      heads.set(answer.collection.slug, answer.collection);
      setRead(read() + 1);
      return answer;
    },
  );
  const head = () => (read() >= 0 ? heads.get(params.slug) : undefined);
  const isGone = () => {
    const error = pages.error();
    return pages.state() === "failed" && error instanceof ApiError && error.status === 404;
  };
  pageTitle(() => head()?.name ?? "Collection");

  return (
    <Show when={!isGone()} fallback={<Gone />}>
      <Show when={head()} fallback={pages.state() === "failed" ? <Nameless /> : <HeadSkeleton />}>
        {(collection) => <Head collection={collection()} />}
      </Show>
      <div class="page">
        <MediaGrid
          pages={pages}
          end="End of the collection."
          empty={
            <EmptyState
              text="Nothing is in this collection yet."
              action={
                <ButtonLink href="/app/collections" tone="primary" size="medium">
                  Other collections
                </ButtonLink>
              }
            />
          }
        />
      </div>
    </Show>
  );
}

function Head(props: { collection: Collection }) {
  return (
    <header class="relative mb-9 flex min-h-[340px] items-end px-(--gutter) pt-[calc(var(--bar)+40px)] phone:mb-7 phone:min-h-[300px]">
      <div class="absolute top-0 right-0 -bottom-16 -left-(--side) -z-1 mask-b-from-40% mask-b-to-96% phone:left-0">
        <CollectionCover name={props.collection.name} posters={props.collection.posters} wide />
      </div>
      <div class="relative max-w-[640px]">
        <p class="mb-3 text-14 text-muted tabular-nums">
          Collection
          <Show when={props.collection.count > 0}>
            {" "}
            · {pluralize(props.collection.count, "title")}
          </Show>
        </p>
        <h1 class="text-56 leading-[1.02] font-semibold tracking-[-.045em] text-balance phone:text-40">
          {props.collection.name}
        </h1>
        <Show when={props.collection.description}>
          <p class="mt-4 max-w-[56ch] text-17 text-pretty phone:text-15">
            {props.collection.description}
          </p>
        </Show>
      </div>
    </header>
  );
}

function HeadSkeleton() {
  return (
    <div class="mb-9 flex min-h-[340px] flex-col justify-end px-(--gutter)" aria-hidden="true">
      <Skeleton class="h-4 w-32" />
      <Skeleton class="mt-4 h-14 w-[420px] max-w-full" />
      <Skeleton class="mt-5 h-5 w-[520px] max-w-full" />
    </div>
  );
}

/** No request is in flight: the list shows its result. */
function Nameless() {
  return (
    <div class="page page-top">
      <h1 class="sr-only">Collection</h1>
    </div>
  );
}

function Gone() {
  return (
    <div class="page page-top">
      <h1 class="sr-only">Collection</h1>
      <EmptyState
        text="Collection not found. It may have been removed."
        action={
          <ButtonLink href="/app/collections" size="medium">
            All collections
          </ButtonLink>
        }
      />
    </div>
  );
}

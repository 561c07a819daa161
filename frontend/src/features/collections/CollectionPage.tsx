import { useNavigate, useParams } from "@solidjs/router";
import Plus from "lucide-solid/icons/plus";
import { createSignal, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { deleteCollection, getCollection, type CollectionView } from "../../api/collections";
import type { CollectionPage as Answer, MediaCard } from "../../api/types";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { applyChange } from "../../shared/titles/collectionChanges";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { AddTitles } from "./AddTitles";
import { CollectionFilters, isWhole, WHOLE } from "./CollectionFilters";
import { CatalogueHead, HeadSkeleton, OwnHead } from "./CollectionHead";
import { CollectionTitles } from "./CollectionTitles";

/** Cached headers of collections, for back navigation. */
const heads = new Map<string, Answer>();

/** One collection: its description and its titles. */
export default function CollectionPage() {
  const params = useParams<{ slug: string }>();
  const navigate = useNavigate();
  const [view, setView] = createSignal<CollectionView>(WHOLE);
  const [version, setVersion] = createSignal(0);
  const [read, setRead] = createSignal(0);
  const pages = createPagedList<MediaCard>(
    () => `collection:${params.slug}:${version()}:${JSON.stringify(view())}`,
    async (page, signal) => {
      const answer = await getCollection(params.slug, view(), page, PAGE_SIZE, signal);
      heads.set(params.slug, answer);
      setRead(read() + 1);
      return answer;
    },
  );
  const head = () => (read() >= 0 ? heads.get(params.slug) : undefined);
  const [isAdding, setAdding] = createSignal(false);
  const reload = () => setVersion((now) => now + 1);
  const isGone = () => {
    const error = pages.error();
    return pages.state() === "failed" && error instanceof ApiError && error.status === 404;
  };
  pageTitle(() => head()?.collection.name ?? "Collection");

  const remove = async () => {
    const { id, name } = head()?.collection ?? {};
    if (id === undefined) return;
    const path = `/app/collections/${params.slug}`;
    const done = await applyChange(deleteCollection(id), `${name ?? ""} is deleted`, () =>
      navigate(path),
    );
    if (done) navigate("/app/collections");
  };

  return (
    <Show when={!isGone()} fallback={<Gone />}>
      <Show when={head()} fallback={pages.state() === "failed" ? <Nameless /> : <HeadSkeleton />}>
        {(answer) => (
          <Show
            when={answer().collection.owner}
            fallback={<CatalogueHead collection={answer().collection} />}
          >
            <OwnHead answer={answer()} titles={pages.items} onDelete={() => void remove()} />
          </Show>
        )}
      </Show>
      <div class="page">
        <CollectionFilters view={view()} onChange={setView} />
        <Show
          when={head()?.collection.canEdit}
          fallback={
            <MediaGrid
              pages={pages}
              end="End of the collection."
              empty={
                <Empty
                  isSmart={Boolean(head()?.rules)}
                  isWhole={isWhole(view())}
                  onWhole={() => setView(WHOLE)}
                />
              }
            />
          }
        >
          <div class="mb-5">
            <Button size="medium" onClick={() => setAdding(true)}>
              <Plus class="size-4" aria-hidden="true" />
              Add titles
            </Button>
          </div>
          <Show when={isAdding() && head()?.collection}>
            {(collection) => (
              <AddTitles
                collection={collection()}
                titles={pages.items}
                onClose={() => setAdding(false)}
                onChange={reload}
              />
            )}
          </Show>
          <CollectionTitles
            collection={head()?.collection}
            pages={pages}
            canMove={isWhole(view())}
            onReload={reload}
            empty={
              <Empty
                isSmart={Boolean(head()?.rules)}
                isWhole={isWhole(view())}
                onWhole={() => setView(WHOLE)}
              />
            }
          />
        </Show>
      </div>
    </Show>
  );
}

interface EmptyProps {
  isSmart: boolean;
  isWhole: boolean;
  onWhole: () => void;
}

function Empty(props: EmptyProps) {
  return (
    <Show
      when={props.isWhole}
      fallback={
        <EmptyState
          text="Nothing in this collection matches."
          action={
            <Button size="medium" onClick={() => props.onWhole()}>
              Show everything
            </Button>
          }
        />
      }
    >
      <EmptyState
        text={
          props.isSmart
            ? "Nothing matches the rules yet."
            : "Nothing is in this collection yet. Add titles here, or with the menu of each poster."
        }
        action={
          <ButtonLink href="/app/discover" tone="primary" size="medium">
            Discover
          </ButtonLink>
        }
      />
    </Show>
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

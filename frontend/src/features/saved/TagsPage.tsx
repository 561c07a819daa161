import { createAsync, useSearchParams } from "@solidjs/router";
import Pencil from "lucide-solid/icons/pencil";
import Trash from "lucide-solid/icons/trash";
import { createMemo, createSignal, ErrorBoundary, For, Show, Suspense } from "solid-js";
import { listTagged } from "../../api/notes";
import { pluralize } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { changeTagName, deleteTag, tagPath, tagsQuery } from "../../shared/titles/noteActions";
import { ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { FormDialog } from "../../shared/FormDialog";
import { IconButton } from "../../ui/IconButton";
import { PageHeader } from "../../ui/PageHeader";
import { GridSkeleton } from "../../ui/Skeleton";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import type { MediaCard } from "../../api/types";

/** The user's tags, and the titles of the one that is chosen. */
export default function TagsPage() {
  pageTitle(() => "Tags");
  return (
    <div class="page page-top">
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState text="Your tags did not load." error={error} onRetry={reset} />
        )}
      >
        <Suspense fallback={<GridSkeleton />}>
          <Tags />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

function Tags() {
  const [search, setSearch] = useSearchParams<{ tag?: string }>();
  const tags = createAsync(() => tagsQuery());
  const items = () => tags.latest?.items ?? [];
  const isNamed = (name: string) => name.toLowerCase() === search.tag?.toLowerCase();
  const chosen = createMemo(() => items().find((tag) => isNamed(tag.name)) ?? items()[0]);
  const [isRenaming, setRenaming] = createSignal(false);
  const rename = async (tag: string, name: string) => {
    await changeTagName(tag, name);
    setSearch({ tag: name }, { replace: true });
  };

  return (
    <Show
      when={chosen()}
      fallback={
        <Show when={tags()}>
          <PageHeader title="Tags" />
          <EmptyState text="Give a title a tag on its page, and find it again here." />
        </Show>
      }
    >
      {(tag) => (
        <>
          <PageHeader
            title={tag().name}
            lead={pluralize(tag().titles, "title")}
            end={
              <div class="flex gap-2">
                <IconButton label={`Rename ${tag().name}`} onClick={() => setRenaming(true)}>
                  <Pencil />
                </IconButton>
                <IconButton
                  label={`Remove ${tag().name} from every title`}
                  onClick={() => void deleteTag(tag().name)}
                >
                  <Trash />
                </IconButton>
              </div>
            }
          />
          <ChipRow label="Tags" class="mb-8">
            <For each={items()}>
              {(each) => (
                <ChipLink href={tagPath(each.name)} on={each.name === tag().name}>
                  {each.name}
                  <span class="text-12 opacity-70 tabular-nums">{each.titles}</span>
                </ChipLink>
              )}
            </For>
          </ChipRow>
          <Show when={`${tag().name} ${tag().titles}`} keyed>
            <Tagged tag={tag().name} />
          </Show>
          <FormDialog
            open={isRenaming()}
            onClose={() => setRenaming(false)}
            title="Rename the tag"
            text="The name of another tag makes one of both."
            submitLabel="Rename"
            fields={[{ name: "name", label: "Name", value: tag().name, maxLength: 40 }]}
            onSend={({ name = "" }) => rename(tag().name, name)}
          />
        </>
      )}
    </Show>
  );
}

function Tagged(props: { tag: string }) {
  const pages = createPagedList<MediaCard>(
    () => `tags ${props.tag}`,
    (page, signal) => listTagged(props.tag, page, PAGE_SIZE, signal),
  );
  return <MediaGrid pages={pages} empty={<EmptyState text="No title has this tag." />} />;
}

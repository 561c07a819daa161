import type { JSX } from "solid-js";
import type { MediaCard, MediaPage } from "../../api/types";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";

interface SavedTitlesPageProps {
  title: string;
  /** The name under which the list is cached. */
  cacheKey: string;
  load: (page: number, pageSize: number, signal: AbortSignal) => Promise<MediaPage>;
  /** Whether a title is still on the list; false for one that was just unmarked. */
  isListed: (media: MediaCard) => boolean;
  lead: (count: number) => string;
  emptyText: string;
  emptyPosters: readonly string[];
  /** Controls at the end of the header. */
  end?: JSX.Element;
}

/** A list of titles the user marked: Watch later, Seen. */
export function SavedTitlesPage(props: SavedTitlesPageProps) {
  const pages = createPagedList<MediaCard>(
    () => props.cacheKey,
    (page, signal) => props.load(page, PAGE_SIZE, signal),
  );
  const count = () => pages.total() - pages.items.filter((media) => !props.isListed(media)).length;
  pageTitle(() => props.title);

  return (
    <div class="page page-top">
      <PageHeader
        title={props.title}
        lead={count() > 0 ? props.lead(count()) : ""}
        end={props.end}
      />
      <MediaGrid
        pages={pages}
        hidden={(media) => !props.isListed(media)}
        empty={
          <EmptyState
            text={props.emptyText}
            posters={props.emptyPosters}
            action={
              <ButtonLink href="/app/discover" tone="primary" size="medium">
                Discover
              </ButtonLink>
            }
          />
        }
      />
    </div>
  );
}

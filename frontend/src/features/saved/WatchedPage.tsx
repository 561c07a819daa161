import { listWatched } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { withUserMarks } from "../../shared/titles/userMarks";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";

const GHOSTS = ["/art/caligari-poster.svg", "/art/sintel-poster.svg", "/art/general-poster.svg"];

/** Everything that was finished. */
export default function WatchedPage() {
  const pages = createPagedList(
    () => "watched",
    (page, signal) => listWatched(page, PAGE_SIZE, signal),
  );
  pageTitle(() => "Seen");

  return (
    <div class="page page-top">
      <PageHeader
        title="Seen"
        lead={pages.total() > 0 ? `${pluralize(pages.total(), "title")}, the newest first` : ""}
      />
      <MediaGrid
        pages={pages}
        hidden={(media) => !withUserMarks(media).watched}
        empty={
          <EmptyState
            text="What you finish, or mark as seen, gathers here."
            posters={GHOSTS}
            action={
              <ButtonLink href="/app/discover" tone="primary" size="medium">
                Find something
              </ButtonLink>
            }
          />
        }
      />
    </div>
  );
}

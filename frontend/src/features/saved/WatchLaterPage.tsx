import { listWatchLater } from "../../api/tracking";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { withUserMarks } from "../../shared/titles/userMarks";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";

const GHOSTS = ["/art/tears-poster.svg", "/art/moon-poster.svg", "/art/charade-poster.svg"];

/** What was put aside for another evening. */
export default function WatchLaterPage() {
  const pages = createPagedList(
    () => "watch-later",
    (page, signal) => listWatchLater(page, PAGE_SIZE, signal),
  );
  const left = () => pages.items.filter((media) => !withUserMarks(media).watchLater).length;
  const count = () => pages.total() - left();
  pageTitle(() => "Watch later");

  return (
    <div class="page page-top">
      <PageHeader
        title="Watch later"
        lead={count() > 0 ? `${pluralize(count(), "title")} for another evening` : ""}
      />
      <MediaGrid
        pages={pages}
        hidden={(media) => !withUserMarks(media).watchLater}
        empty={
          <EmptyState
            text="Nothing saved for later yet."
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

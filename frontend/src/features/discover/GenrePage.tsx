import { createAsyncStore, useParams, useSearchParams } from "@solidjs/router";
import { listDiscoverItems } from "../../api/discover";
import { counted } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { KindPills, kindOf, typeOf } from "../../media/KindPills";
import { MediaGrid } from "../../media/MediaGrid";
import { createPages, PAGE_SIZE } from "../../media/pages";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";
import { genresQuery, wordsOf } from "./discover";

/** Everything of one genre, of one kind or of all. */
export default function GenrePage() {
  const params = useParams<{ slug: string }>();
  const [search, setSearch] = useSearchParams();
  const genres = createAsyncStore(() => genresQuery().catch(() => []));
  const name = () =>
    genres.latest?.find((genre) => genre.slug === params.slug)?.name ?? wordsOf(params.slug);
  const kind = () => kindOf(search.kind);
  const pages = createPages(
    () => `genre:${params.slug}:${kind()}`,
    (page, signal) =>
      listDiscoverItems(
        { genre: params.slug, mediaType: typeOf(kind()), page, pageSize: PAGE_SIZE },
        signal,
      ),
  );
  pageTitle(name);

  return (
    <div class="page page-top">
      <PageHeader
        title={name()}
        lead={pages.total() > 0 ? counted(pages.total(), "title") : ""}
        end={
          <KindPills
            value={kind()}
            onChange={(next) =>
              setSearch({ kind: next === "all" ? null : next }, { replace: true, scroll: false })
            }
          />
        }
      />
      <MediaGrid
        pages={pages}
        empty={
          <EmptyState
            text="Nothing of this genre is known here yet."
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

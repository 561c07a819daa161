import { createAsyncStore, useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { ApiError } from "../../api/client";
import { listDiscoverItems } from "../../api/discover";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { discoverQuery } from "../../shared/titles/catalogQueries";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";
import { titleFromSlug } from "./titleFromSlug";

/** All titles of one section. */
export default function SectionPage() {
  const params = useParams<{ section: string }>();
  const discover = createAsyncStore(() => discoverQuery().catch(() => null));
  const title = () =>
    discover.latest?.sections.find((each) => each.slug === params.section)?.title ??
    titleFromSlug(params.section);
  const pages = createPagedList(
    () => `section:${params.section}`,
    (page, signal) =>
      listDiscoverItems({ section: params.section, page, pageSize: PAGE_SIZE }, signal),
  );
  const isGone = () => {
    const error = pages.error();
    return pages.state() === "failed" && error instanceof ApiError && error.status === 404;
  };
  pageTitle(title);

  return (
    <div class="page page-top">
      <PageHeader
        title={title()}
        lead={pages.total() > 0 ? pluralize(pages.total(), "title") : ""}
      />
      <Show
        when={!isGone()}
        fallback={<Nothing text="Section not found. It may have been removed." />}
      >
        <MediaGrid
          isCatalogue
          pages={pages}
          empty={<Nothing text="This section is empty at the moment." />}
        />
      </Show>
    </div>
  );
}

function Nothing(props: { text: string }) {
  return (
    <EmptyState
      text={props.text}
      action={
        <ButtonLink href="/app/discover" tone="primary" size="medium">
          Discover
        </ButtonLink>
      }
    />
  );
}

import { useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import { listLibrary } from "../../api/library";
import { user } from "../../api/signedInUser";
import type { LibraryItem } from "../../api/types";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";
import { FileDetails } from "./FileDetails";
import { FileGrid } from "./FileGrid";
import { deletedVersion } from "./deletedFiles";
import { ForgetMissing } from "./ForgetMissing";
import { LIST_KEY } from "./libraryQueries";
import { filesLead, filtersOf, FileFilters, type FilterParams } from "./FileFilters";
import { RescanButton } from "./RescanButton";
import { isScanning } from "./libraryScan";

interface Params extends FilterParams {
  /** The file whose details are open. */
  file?: string;
}

export default function FilesPage() {
  const [search, setSearch] = useSearchParams<Params>();
  const filters = createMemo(() => filtersOf(search));
  const [version, setVersion] = createSignal(0);
  const changed = () => setVersion((count) => count + 1);
  const files = createPagedList<LibraryItem>(
    () => `${LIST_KEY}?${JSON.stringify(filters())}#${version()}.${deletedVersion()}`,
    (page) => listLibrary({ ...filters(), page, pageSize: PAGE_SIZE }),
  );
  pageTitle(() => "Files");

  // Refresh the lists when a scan has finished.
  createEffect(
    on(
      isScanning,
      (scanning) => {
        if (!scanning) changed();
      },
      { defer: true },
    ),
  );

  const open = (file: string | undefined) => setSearch({ file }, { replace: true, scroll: false });
  const isFiltered = () => Object.values(filters()).some(Boolean);

  return (
    <div class="page page-top">
      <PageHeader
        title="Files"
        lead={
          <Show when={files.state() !== "loading" || files.items.length > 0} fallback={"\u00a0"}>
            {filesLead(files.total(), files.missing(), filters())}
          </Show>
        }
        end={
          <div class="flex flex-wrap gap-2">
            <Show
              when={
                user()?.role === "admin" && filters().condition === "missing" && files.total() > 0
              }
            >
              <ForgetMissing count={files.total()} onForgotten={changed} />
            </Show>
            <RescanButton />
          </div>
        }
      />
      <FileFilters params={search} onChange={(params) => setSearch(params, { replace: true })} />
      <FileGrid files={files} onDetails={open} empty={<Empty isFiltered={isFiltered()} />} />
      <FileDetails
        id={search.file}
        onClose={() => open(undefined)}
        onIgnored={() => {
          open(undefined);
          changed();
        }}
      />
    </div>
  );
}

function Empty(props: { isFiltered: boolean }) {
  return (
    <Show
      when={props.isFiltered}
      fallback={
        <EmptyState
          text="No files yet. Put some into your library folder and rescan, or add a download."
          action={
            <ButtonLink href="/app/downloads" size="medium">
              Add a download
            </ButtonLink>
          }
        />
      }
    >
      <EmptyState
        text="No files match these filters."
        action={
          <ButtonLink href="/app/library/files" size="medium">
            Show all files
          </ButtonLink>
        }
      />
    </Show>
  );
}

import { useSearchParams } from "@solidjs/router";
import FolderPlus from "lucide-solid/icons/folder-plus";
import { createEffect, createMemo, createSignal, Match, on, onMount, Show, Switch } from "solid-js";
import { listLibraryTitles } from "../../api/library";
import { may, user } from "../../api/signedInUser";
import type { LibraryTitle, LibraryTitles } from "../../api/types";
import { pluralize } from "../../lib/format";
import { createPagedList, type PagedList } from "../../lib/pagedList";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { pageTitle } from "../../lib/pageTitle";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { PageHeader } from "../../ui/PageHeader";
import { AwayLines } from "./AwayLines";
import { deletedVersion } from "./deletedFiles";
import { createFacets, createFolders, LIST_KEY } from "./libraryQueries";
import { ImportsLine } from "./ImportsLine";
import { RescanButton } from "./RescanButton";
import { currentScan, followScan, isScanning } from "./libraryScan";
import { ScanLine } from "./ScanLine";
import { StorageStrip } from "./StorageStrip";
import { TitleFilterBar } from "./TitleFilterBar";
import { isFiltered, parseTitleFilters, titleQuery, type TitleFilters } from "./titleFilters";
import { TitleGrid } from "./TitleGrid";
import { libraryLead } from "./titleText";

const TitleSheet = lazyOverlay(() => import("./TitleSheet"));

const SCAN_CHECK_MS = 10_000;

/** A title of the list; its id is that of the title. */
type Listed = LibraryTitle & { id: number };

type Params = TitleFilters & {
  /** The title whose files are open. */
  title?: string;
  [other: string]: string | undefined;
};

export default function LibraryPage() {
  const [search, setSearch] = useSearchParams<Params>();
  const filters = createMemo(() => parseTitleFilters(search));
  const [version, setVersion] = createSignal(0);
  const facets = createFacets();
  const folders = createFolders();
  const titles: PagedList<Listed> = createPagedList<Listed>(
    () => `${LIST_KEY}?${JSON.stringify(filters())}#${version()}.${deletedVersion()}`,
    async (page, signal, cursor) => {
      const query = { ...titleQuery(filters(), new Date()), cursor: cursor ?? undefined };
      const answer = await listLibraryTitles(query, signal);
      return {
        items: answer.items.map((each) => ({ ...each, id: each.media.id })),
        page,
        total: totalOf(answer, titles),
        nextCursor: answer.nextCursor,
      };
    },
  );
  pageTitle(() => "Library");

  onMount(() => void followScan());
  runWhileVisible(SCAN_CHECK_MS, followScan); // one that began elsewhere
  // The first titles of an empty library appear while they are found.
  createEffect(
    on(
      () => currentScan()?.filesAdded,
      (added) => {
        if (added && titles.items.length === 0 && titles.state() === "ready")
          setVersion((count) => count + 1);
      },
      { defer: true },
    ),
  );
  // Refresh the list when a scan has finished.
  createEffect(
    on(
      isScanning,
      (scanning) => {
        if (!scanning) setVersion((count) => count + 1);
      },
      { defer: true },
    ),
  );

  const change = (changes: TitleFilters) => setSearch(changes, { replace: isFiltered(filters()) });
  const open = (id: number | undefined) =>
    setSearch({ title: id === undefined ? undefined : String(id) }, { scroll: false });
  const opened = () => (/^\d{1,18}$/.test(search.title ?? "") ? Number(search.title) : undefined);

  return (
    <div class="page page-top">
      <PageHeader
        title="Library"
        lead={
          <Show when={folders() && facets()} fallback={"\u00a0"}>
            {(known) => (
              <span class="[overflow-wrap:anywhere]">
                {libraryLead(known(), folders() ?? [], filters().root, Date.now())}
              </span>
            )}
          </Show>
        }
        end={
          <div class="flex flex-wrap gap-2">
            <Show when={user()?.role === "admin"}>
              <ButtonLink href="/app/settings/library" size="medium" class="phone:hidden">
                <FolderPlus class="size-4" aria-hidden="true" />
                Add folder
              </ButtonLink>
            </Show>
            <RescanButton />
          </div>
        }
      />
      <ScanLine />
      <AwayLines missing={facets()?.missing ?? 0} isShown={filters().state === "missing"} />
      <Show when={may("match")}>
        <ImportsLine />
      </Show>
      <StorageStrip />
      <TitleFilterBar
        filters={filters()}
        facets={facets()}
        folders={folders() ?? []}
        total={titles.state() === "loading" && titles.items.length === 0 ? null : titles.total()}
        onChange={change}
      />
      <TitleGrid
        titles={titles}
        onFiles={open}
        empty={
          <Empty
            isFiltered={isFiltered(filters())}
            unmatched={may("match") ? (facets()?.unmatchedFiles ?? 0) : 0}
          />
        }
      />
      <Show when={opened()}>
        {(id) => <TitleSheet id={id()} onClose={() => open(undefined)} />}
      </Show>
    </div>
  );
}

/** The server stops counting at some number: there is one more while there is a next page. */
function totalOf(answer: LibraryTitles, titles: PagedList<Listed>): number {
  const loaded = titles.items.length + answer.items.length;
  return Math.max(answer.total ?? titles.total(), loaded + (answer.nextCursor ? 1 : 0));
}

function Empty(props: { isFiltered: boolean; unmatched: number }) {
  return (
    <Switch
      fallback={
        <EmptyState
          text="Nothing here yet. Put films or shows into a library folder and rescan, or add a download."
          action={
            <div class="flex flex-wrap justify-center gap-2.5">
              <Show when={user()?.role === "admin"}>
                <ButtonLink href="/app/settings/library" size="medium">
                  Add a folder
                </ButtonLink>
              </Show>
              <ButtonLink href="/app/downloads" size="medium">
                Add a download
              </ButtonLink>
            </div>
          }
        />
      }
    >
      <Match when={props.isFiltered}>
        <EmptyState
          text="Nothing in your library matches these filters."
          action={
            <ButtonLink href="/app/library" size="medium">
              Show everything
            </ButtonLink>
          }
        />
      </Match>
      <Match when={isScanning()}>
        <EmptyState text="Your folders are being scanned. Films and shows appear here as they are found." />
      </Match>
      <Match when={props.unmatched > 0}>
        <EmptyState
          text={`No file has a title yet: ${pluralize(props.unmatched, "file")} to review.`}
          action={
            <ButtonLink href="/app/library/review" size="medium">
              Review
            </ButtonLink>
          }
        />
      </Match>
    </Switch>
  );
}

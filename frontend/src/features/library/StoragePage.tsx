import { A, createAsyncStore, revalidate } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense, type JSX } from "solid-js";
import { may, user } from "../../api/signedInUser";
import type {
  Disk,
  LibraryStorage,
  StorageFolder,
  StorageShare,
  StorageTitle,
} from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { withMissing } from "../../shared/library/absenceText";
import { groupByDisk, type FoldersOfDisk } from "../../shared/library/disks";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { PosterImage } from "../../ui/poster/PosterImage";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { createFacets } from "./libraryQueries";
import {
  couldGoText,
  filesCount,
  folderLink,
  kindCount,
  kindLink,
  kindName,
  resolutionLink,
  resolutionText,
  shareOf,
  storageLead,
  storageQuery,
} from "./storageText";

/** What the library takes: by folder, kind and resolution, and what could go. */
export default function StoragePage() {
  pageTitle(() => "Storage");

  return (
    <div class="page page-top">
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="The storage picture did not load."
            error={error}
            onRetry={() => void revalidate(storageQuery.key).then(reset)}
          />
        )}
      >
        <Suspense fallback={<Skeleton class="h-96 w-full rounded-sheet" />}>
          <Picture />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

function Picture() {
  const storage = createAsyncStore(() => storageQuery());
  return (
    <Show when={storage()}>
      {(known) => (
        <>
          <PageHeader
            title="Storage"
            lead={storageLead(known())}
            end={
              <ButtonLink href="/app/library" size="medium">
                Library
              </ButtonLink>
            }
          />
          <Show
            when={known().files + known().missingFiles > 0}
            fallback={
              <EmptyState
                text="Nothing takes space yet. Films and shows in your library folders are counted here."
                action={
                  <Show when={user()?.role === "admin"}>
                    <ButtonLink href="/app/settings/library" size="medium">
                      Add a folder
                    </ButtonLink>
                  </Show>
                }
              />
            }
          >
            <div class="grid gap-10">
              <Show when={may("match")}>
                <DuplicatesLine />
              </Show>
              <Show when={known().missingFiles}>
                {(count) => (
                  <LinkLine
                    href="/app/library/files?state=missing"
                    text={`${pluralize(count(), "file")} ${count() === 1 ? "is" : "are"} missing and ${count() === 1 ? "takes" : "take"} no room`}
                    more={count() === 1 ? "Look at it" : "Look at them"}
                  />
                )}
              </Show>
              <Folders known={known()} />
              <div class="grid grid-cols-2 gap-10 max-md:grid-cols-1">
                <Shares
                  title="By kind"
                  known={known()}
                  shares={known().kinds}
                  name={kindName}
                  count={kindCount}
                  link={kindLink}
                />
                <Shares
                  title="By resolution"
                  known={known()}
                  shares={known().resolutions}
                  name={resolutionText}
                  count={filesCount}
                  link={resolutionLink}
                />
              </div>
              <Titles title="Could go" titles={known().couldGo} note={couldGoText} />
              <Titles
                title="Biggest"
                titles={known().biggest}
                note={(title) => pluralize(title.files, "file")}
              />
            </div>
          </Show>
        </>
      )}
    </Show>
  );
}

function DuplicatesLine() {
  const facets = createFacets();
  return (
    <Show when={facets()?.duplicates}>
      {(count) => (
        <LinkLine
          href="/app/library/duplicates"
          text={`${pluralize(count(), "title")} ${count() === 1 ? "is" : "are"} there more than once`}
          more="Look at the duplicates"
        />
      )}
    </Show>
  );
}

function LinkLine(props: { href: string; text: string; more: string }) {
  return (
    <A
      href={props.href}
      class="flex items-center gap-4 rounded-sheet bg-surface-1 px-5 py-4 text-14 font-strong hairline press hover:bg-surface-2"
    >
      <span class="min-w-0 flex-1">{props.text}</span>
      <span class="text-accent-text">{props.more}</span>
    </A>
  );
}

function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section aria-label={props.title}>
      <h2 class="mb-3.5 text-20 tracking-[-.02em]">{props.title}</h2>
      {props.children}
    </section>
  );
}

function Folders(props: { known: LibraryStorage }) {
  return (
    <Show when={props.known.folders.length > 0}>
      <Section title="By folder">
        <ul class="rounded-sheet bg-surface-1 px-5 hairline [&>li+li]:border-t [&>li+li]:border-line">
          <For each={groupByDisk(props.known.folders)}>
            {(folders) => <DiskSpace folders={folders} />}
          </For>
        </ul>
      </Section>
    </Show>
  );
}

const NEARLY_FULL = 90; // per cent

/** What the library takes of a disk, and after it everything else on it. */
function DiskBar(props: { disk: Disk; ownBytes: number; folders: number }) {
  const used = () => shareOf(props.disk.totalBytes - props.disk.freeBytes, props.disk.totalBytes);
  const own = () => Math.min(used(), shareOf(props.ownBytes, props.disk.totalBytes));
  return (
    <div
      class="flex h-1.5 overflow-hidden rounded-pill bg-fill"
      role="img"
      aria-label={`${props.folders === 1 ? "This folder takes" : "These folders take"} ${Math.round(own())} % of the disk, which is ${Math.round(used())} % full`}
    >
      <i class="bg-accent" style={{ width: `${own()}%` }} />
      <i
        class={used() > NEARLY_FULL ? "bg-warn" : "bg-fill-3"}
        style={{ width: `${used() - own()}%` }}
      />
    </div>
  );
}

/** Why nothing is known of the disk of a folder. */
function withoutDisk(folder: StorageFolder): string {
  if (folder.state === "unknown") return "No worker that reads it is running";
  return folder.state === "ok" ? "Its disk is seen by the worker only" : "Its disk is away";
}

/** The folders on one disk, and the disk once under them. */
function DiskSpace(props: { folders: FoldersOfDisk<StorageFolder> }) {
  const sum = (of: (folder: StorageFolder) => number) =>
    props.folders.reduce((all, folder) => all + of(folder), 0);
  return (
    <li class="grid gap-2 py-4">
      <For each={props.folders}>
        {(folder) => (
          <div class="flex items-baseline justify-between gap-6">
            <A
              href={folderLink(folder.path)}
              class="min-w-0 text-15 font-strong [overflow-wrap:anywhere] underline-offset-2 hover:underline"
            >
              {folder.path}
            </A>
            <span class="flex-none text-15 font-strong tabular-nums">
              {formatBytes(folder.sizeBytes)}
            </span>
          </div>
        )}
      </For>
      <Show
        when={props.folders[0].disk}
        fallback={
          <For each={props.folders}>
            {(folder) => <p class="text-13 text-warn">{withoutDisk(folder)}</p>}
          </For>
        }
      >
        {(disk) => (
          <>
            <DiskBar
              disk={disk()}
              ownBytes={sum((folder) => folder.sizeBytes)}
              folders={props.folders.length}
            />
            <p class="text-13 text-muted tabular-nums">
              {withMissing(
                pluralize(
                  sum((folder) => folder.files),
                  "file",
                ),
                sum((folder) => folder.missingFiles),
              )}
              , {formatBytes(disk().freeBytes)} free of {formatBytes(disk().totalBytes)} on{" "}
              {disk().mountPoint}
            </p>
          </>
        )}
      </Show>
    </li>
  );
}

interface SharesProps<T extends StorageShare> {
  title: string;
  known: LibraryStorage;
  shares: readonly T[];
  name: (share: T) => string;
  count: (share: T) => string;
  link: (share: T) => string | null;
}

function Shares<T extends StorageShare>(props: SharesProps<T>) {
  return (
    <Section title={props.title}>
      <ul class="grid gap-4">
        <For each={props.shares}>
          {(share) => (
            <li class="grid gap-2">
              <div class="flex items-baseline gap-3 text-14">
                <Show
                  when={props.link(share)}
                  fallback={<span class="flex-1">{props.name(share)}</span>}
                >
                  {(href) => (
                    <A href={href()} class="flex-1 font-medium underline-offset-2 hover:underline">
                      {props.name(share)}
                    </A>
                  )}
                </Show>
                <span class="text-13 text-muted tabular-nums">{props.count(share)}</span>
                <span class="w-20 text-right font-strong tabular-nums">
                  {formatBytes(share.sizeBytes)}
                </span>
              </div>
              <ProgressBar
                class="h-1.5!"
                percent={shareOf(share.sizeBytes, props.known.sizeBytes)}
                label={props.name(share)}
              />
            </li>
          )}
        </For>
      </ul>
    </Section>
  );
}

interface TitlesProps {
  title: string;
  titles: readonly StorageTitle[];
  note: (title: StorageTitle) => string;
}

function Titles(props: TitlesProps) {
  return (
    <Show when={props.titles.length > 0}>
      <Section title={props.title}>
        <ul class="grid grid-cols-3 gap-x-6 gap-y-3 max-xl:grid-cols-2 max-md:grid-cols-1">
          <For each={props.titles}>
            {(title) => (
              <li>
                <A
                  href={`/app/library?title=${String(title.media.id)}`}
                  class="flex items-center gap-3.5 rounded-control p-1.5 press hover:bg-fill"
                >
                  <span class="block aspect-[2/3] w-11 flex-none overflow-hidden rounded-chip">
                    <PosterImage media={title.media} sizes="44px" />
                  </span>
                  <span class="min-w-0 flex-1">
                    <span class="block truncate text-15 font-strong">{title.media.title}</span>
                    <span class="block truncate text-13 text-muted">{props.note(title)}</span>
                  </span>
                  <span class="text-14 font-strong tabular-nums">
                    {formatBytes(title.sizeBytes)}
                  </span>
                </A>
              </li>
            )}
          </For>
        </ul>
      </Section>
    </Show>
  );
}

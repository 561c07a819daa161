import { A, createAsyncStore } from "@solidjs/router";
import { createSignal, ErrorBoundary, For, onMount, Show, Suspense } from "solid-js";
import { ApiError } from "../../api/client";
import { may } from "../../api/signedInUser";
import type { MediaCard, TitleFile, TitleFiles } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { titlePath } from "../../lib/pagePaths";
import { absenceText, withMissing } from "../../shared/library/absenceText";
import { scanProgressText } from "../../shared/library/scanText";
import { wantedShowQuery } from "../../shared/queries";
import { WantedSeasonLine } from "../../shared/titles/WantedSeasonLine";
import { useTitleActions } from "../../shared/titles/titleActions";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Backdrop } from "../../ui/poster/Backdrop";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { errorText, toast } from "../../ui/toast";
import { DeleteFiles } from "./DeleteFiles";
import { FileCard } from "./TitleFileCard";
import { RenameSheet } from "./RenameSheet";
import { titleFilesQuery } from "./libraryQueries";
import { currentScan, isScanning, startTitleRescan } from "./libraryScan";
import { titleFacts } from "./titleText";

/** What the library has of a title: versions of a film, seasons of a show, and their files. */
export default function TitleSheet(props: { id: number; onClose: () => void }) {
  const files = createAsyncStore(() => titleFilesQuery(props.id));
  const titles = useTitleActions();

  return (
    <ErrorBoundary
      fallback={(error: unknown) => <Failed error={error} onClose={() => props.onClose()} />}
    >
      <Suspense>
        <Sheet
          open={true}
          onClose={() => props.onClose()}
          title={files()?.title.media.title ?? "Files"}
          art={
            <Show when={files()}>
              {(known) => <Backdrop media={known().title.media} sizes="420px" eager />}
            </Show>
          }
          actions={
            <Show when={files()}>
              {(known) => (
                <>
                  <Show when={known().title.media.mediaType !== "game" && !known().title.absence}>
                    <Button
                      tone="primary"
                      size="medium"
                      class="flex-1"
                      onClick={() => void titles.play(known().title.media)}
                    >
                      <PlayIcon class="size-4" />
                      Play
                    </Button>
                  </Show>
                  <ButtonLink href={titlePath(known().title.media)} size="medium">
                    Details
                  </ButtonLink>
                </>
              )}
            </Show>
          }
        >
          <Show when={files()} fallback={<FilesSkeleton />}>
            {(known) => <Contents files={known()} onAllDeleted={() => props.onClose()} />}
          </Show>
        </Sheet>
      </Suspense>
    </ErrorBoundary>
  );
}

/** A title without files, as after their deletion, is said in the library: there is no sheet. */
function Failed(props: { error: unknown; onClose: () => void }) {
  const isGone = () => props.error instanceof ApiError && props.error.status === 404;
  onMount(() => {
    if (!isGone()) return;
    toast({ text: "This title has no files in the library any more." });
    props.onClose();
  });
  return (
    <Show when={!isGone()}>
      <Sheet open={true} onClose={() => props.onClose()} title="Files">
        <p role="alert">{errorText(props.error)}</p>
      </Sheet>
    </Show>
  );
}

function FilesSkeleton() {
  return (
    <div class="grid gap-4" aria-hidden="true">
      <For each={[1, 2]}>{() => <Skeleton class="h-44 w-full rounded-sheet" />}</For>
    </div>
  );
}

function Contents(props: { files: TitleFiles; onAllDeleted: () => void }) {
  const media = () => props.files.title.media;
  const [renaming, setRenaming] = createSignal(false);
  return (
    <div class="grid gap-5">
      <p class="text-14 text-muted tabular-nums">
        {titleFacts(props.files.title).join(" · ")}
        <Show when={props.files.title.absence}>
          {(absence) => <span class="block text-warn">{absenceText(absence())}</span>}
        </Show>
      </p>
      <Show
        when={media().mediaType === "show"}
        fallback={<For each={props.files.items}>{(file) => <FileCard file={file} />}</For>}
      >
        <Seasons media={media()} />
        <EpisodeFiles files={props.files.items} />
      </Show>
      <dl class="grid gap-2 border-t border-line pt-4 text-13">
        <div class="flex justify-between gap-4">
          <dt class="text-muted">Added</dt>
          <dd>{formatDate(props.files.title.addedAt)}</dd>
        </div>
        <Show when={may("match") && media().mediaType !== "game"}>
          <div class="flex justify-between gap-4">
            <dt class="text-muted">Names of the files</dt>
            <dd>
              <button
                type="button"
                class="underline underline-offset-2"
                onClick={() => setRenaming(true)}
              >
                Rename files
              </button>
            </dd>
          </div>
        </Show>
        <Show when={may("rescan")}>
          <div class="flex justify-between gap-4">
            <dt class="text-muted">Files on the disk</dt>
            <dd>
              <button
                type="button"
                class="underline underline-offset-2 aria-disabled:cursor-default aria-disabled:text-muted aria-disabled:no-underline"
                aria-disabled={isScanning()} // not `disabled`, which would take the focus
                onClick={() => void startTitleRescan(media().id)}
              >
                <Show when={isScanning()} fallback="Rescan">
                  <span role="status">{scanProgressText(currentScan())}</span>
                </Show>
              </button>
            </dd>
          </div>
        </Show>
        <div class="flex justify-between gap-4">
          <dt class="text-muted">Another title?</dt>
          <dd>
            <A
              class="underline underline-offset-2"
              href={`/app/library/files?q=${encodeURIComponent(media().title)}`}
            >
              Correct a match
            </A>
          </dd>
        </div>
      </dl>
      <Show when={may("delete")}>
        <DeleteFiles
          title={media().title}
          files={props.files.items}
          onAllDeleted={() => props.onAllDeleted()}
        />
      </Show>
      <Show when={renaming()}>
        <RenameSheet
          media={media()}
          seasons={props.files.title.seasons}
          onClose={() => setRenaming(false)}
        />
      </Show>
    </div>
  );
}

/** Each season with its holes. */
function Seasons(props: { media: MediaCard }) {
  const show = createAsyncStore(() => wantedShowQuery(props.media.id).catch(() => undefined));
  return (
    <Suspense fallback={<Skeleton class="h-24 w-full rounded-sheet" />}>
      <Show when={show()}>
        {(known) => (
          <section aria-label="Seasons">
            <ul class="@container">
              <For each={known().seasons}>
                {(season) => (
                  <WantedSeasonLine
                    media={props.media}
                    season={season}
                    onChanged={() => undefined}
                  />
                )}
              </For>
            </ul>
          </section>
        )}
      </Show>
    </Suspense>
  );
}

/** The files of a show, folded: there may be hundreds. */
function EpisodeFiles(props: { files: readonly TitleFile[] }) {
  const missing = () => props.files.filter((file) => file.missingSince !== null).length;
  return (
    <details class="group">
      <summary class="cursor-pointer py-2 text-14 font-strong">
        Files{" "}
        <span class="text-muted tabular-nums">
          {withMissing(String(props.files.length - missing()), missing())}
        </span>
      </summary>
      <div class="mt-2 grid gap-4">
        <For each={props.files}>{(file) => <FileCard file={file} />}</For>
      </div>
    </details>
  );
}

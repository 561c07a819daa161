import { A, createAsyncStore } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import type { MediaCard, TitleFile, TitleFiles } from "../../api/types";
import { formatDate } from "../../lib/format";
import { titlePath } from "../../lib/paths";
import { wantedShowQuery } from "../../shared/queries";
import { SeasonLine } from "../../shared/titles/SeasonLine";
import { useTitleActions } from "../../shared/titles/titleActions";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { errorText } from "../../ui/toast";
import { FileCard } from "./TitleFileCard";
import { titleFilesQuery } from "./library";
import { titleFacts } from "./titleText";

/** What the library has of a title: versions of a film, seasons of a show, and their files. */
export default function TitleSheet(props: { id: number; onClose: () => void }) {
  const files = createAsyncStore(() => titleFilesQuery(props.id));
  const titles = useTitleActions();

  return (
    <ErrorBoundary
      fallback={(error: unknown) => (
        <Sheet open={true} onClose={() => props.onClose()} title="Files">
          <p role="alert">{errorText(error)}</p>
        </Sheet>
      )}
    >
      <Suspense>
        <Sheet
          open={true}
          onClose={() => props.onClose()}
          title={files()?.title.media.title ?? "Files"}
          art={<Show when={files()}>{(known) => <Backdrop media={known().title.media} />}</Show>}
          actions={
            <Show when={files()}>
              {(known) => (
                <>
                  <Button
                    tone="primary"
                    size="medium"
                    class="flex-1"
                    onClick={() => void titles.play(known().title.media)}
                  >
                    <PlayIcon class="size-4" />
                    Play
                  </Button>
                  <ButtonLink href={titlePath(known().title.media)} size="medium">
                    Details
                  </ButtonLink>
                </>
              )}
            </Show>
          }
        >
          <Show when={files()} fallback={<FilesSkeleton />}>
            {(known) => <Contents files={known()} />}
          </Show>
        </Sheet>
      </Suspense>
    </ErrorBoundary>
  );
}

function Backdrop(props: { media: MediaCard }) {
  return (
    <Artwork
      title={props.media.title}
      year={props.media.year}
      genres={props.media.genres}
      src={props.media.backdropUrl}
      placeholder={props.media.backdropPlaceholder}
      kind="backdrop"
      sizes="420px"
      alt=""
      eager
    />
  );
}

function FilesSkeleton() {
  return (
    <div class="grid gap-4" aria-hidden="true">
      <For each={[1, 2]}>{() => <Skeleton class="h-44 w-full rounded-sheet" />}</For>
    </div>
  );
}

function Contents(props: { files: TitleFiles }) {
  const media = () => props.files.title.media;
  return (
    <div class="grid gap-5">
      <p class="text-14 text-muted tabular-nums">{titleFacts(props.files.title).join(" · ")}</p>
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
            <ul>
              <For each={known().seasons}>
                {(season) => (
                  <SeasonLine media={props.media} season={season} onChanged={() => undefined} />
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
  return (
    <details class="group">
      <summary class="cursor-pointer py-2 text-14 font-strong">
        Files <span class="text-muted tabular-nums">{props.files.length}</span>
      </summary>
      <div class="mt-2 grid gap-4">
        <For each={props.files}>{(file) => <FileCard file={file} />}</For>
      </div>
    </details>
  );
}

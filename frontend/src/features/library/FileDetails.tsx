import { createAsyncStore } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import { may } from "../../api/signedInUser";
import type { LibraryItem } from "../../api/types";
import { playFilePath } from "../../lib/pagePaths";
import { ConvertedCopyButton } from "../../shared/convertedCopies/ConvertedCopyButton";
import { absenceAdvice, DAMAGED } from "../../shared/library/absenceText";
import { BreakableName } from "../../ui/BreakableName";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { toast, errorText } from "../../ui/toast";
import { deleteWithUndo } from "./deletedFiles";
import { factsOf, streamText } from "./fileFacts";
import { reviewPath, displayName } from "./fileNames";
import { itemQuery, ignoreFile } from "./libraryQueries";

interface FileDetailsProps {
  /** The file whose details are open, if any. */
  id: string | undefined;
  onClose: () => void;
  onIgnored: () => void;
}

const none = Promise.resolve(undefined);

/** Details of a file. */
export function FileDetails(props: FileDetailsProps) {
  const item = createAsyncStore(() => (props.id ? itemQuery(props.id) : none));

  return (
    <ErrorBoundary
      fallback={(error: unknown) => (
        <Sheet open={props.id !== undefined} onClose={() => props.onClose()} title="Details">
          <p role="alert">{errorText(error)}</p>
        </Sheet>
      )}
    >
      <Suspense>
        <Sheet
          open={props.id !== undefined}
          onClose={() => props.onClose()}
          eyebrow={item()?.episodeLabel ?? undefined}
          title={titleOf(item())}
          actions={
            <Show when={item()}>
              {(file) => <FileActions item={file()} onLeftOut={props.onIgnored} />}
            </Show>
          }
        >
          <Show when={item()} fallback={<FactsSkeleton />}>
            {(file) => <Facts item={file()} />}
          </Show>
        </Sheet>
      </Suspense>
    </ErrorBoundary>
  );
}

function titleOf(item: LibraryItem | undefined): string {
  return item ? displayName(item) : "Details";
}

function FactsSkeleton() {
  return (
    <div class="grid gap-4" aria-hidden="true">
      <For each={[1, 2, 3, 4, 5]}>{() => <Skeleton class="h-4 w-full" />}</For>
    </div>
  );
}

function Facts(props: { item: LibraryItem }) {
  return (
    <div class="grid gap-7">
      <Show when={props.item.absence}>
        {(absence) => (
          <p class="text-14 text-bad" role="status">
            {absenceAdvice(absence())}.
          </p>
        )}
      </Show>
      <Show when={props.item.probeError}>
        <p class="rounded-control bg-bad/10 px-4 py-3 text-14 text-bad" role="alert">
          {DAMAGED}. {props.item.probeError}
        </p>
      </Show>
      <dl class="grid">
        <For each={factsOf(props.item)}>
          {([name, value]) => (
            <div class="grid grid-cols-[112px_1fr] border-t border-line py-2.5 text-14 first:border-0 first:pt-0">
              <dt class="text-muted">{name}</dt>
              <dd class="[overflow-wrap:anywhere] tabular-nums">
                <BreakableName text={value} />
              </dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={props.item.streams.length > 0}>
        <section>
          <h3 class="mb-3 text-15">Streams</h3>
          <ul class="grid gap-2">
            <For each={props.item.streams}>
              {(stream) => (
                <li class="grid grid-cols-[112px_1fr] text-14">
                  <span class="text-muted">{streamText(stream).kind}</span>
                  <span class="tabular-nums">{streamText(stream).what}</span>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </div>
  );
}

function FileActions(props: { item: LibraryItem; onLeftOut: () => void }) {
  const isGame = () => props.item.content !== "video";
  const out = async () => {
    const done = await ignoreFile(props.item.id);
    if (!done) return;
    toast({ text: `${displayName(props.item)} is ignored` });
    props.onLeftOut();
  };
  const remove = async () => {
    if (await deleteWithUndo([props.item], displayName(props.item))) props.onLeftOut();
  };
  return (
    <>
      <Show when={!isGame() && !props.item.absence}>
        <ButtonLink href={playFilePath(props.item.id)} tone="primary" size="medium">
          <PlayIcon class="size-4" />
          Play
        </ButtonLink>
      </Show>
      <Show when={!isGame() && props.item.probeError === ""}>
        <ConvertedCopyButton
          itemId={props.item.id}
          button={(open) => (
            <Button tone="ghost" size="medium" onClick={open}>
              Converted copies
            </Button>
          )}
        />
      </Show>
      <Show when={may("match")}>
        <ButtonLink href={reviewPath(props.item.id)} size="medium">
          {props.item.matchState === "matched" ? "Change match" : "Match"}
        </ButtonLink>
      </Show>
      <Show when={may("match") && props.item.matchState !== "ignored"}>
        <Button tone="ghost" size="medium" onClick={() => void out()}>
          Ignore
        </Button>
      </Show>
      <Show when={may("delete")}>
        <Button tone="ghost" size="medium" onClick={() => void remove()}>
          Delete
        </Button>
      </Show>
    </>
  );
}

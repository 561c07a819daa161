import { revalidate } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import { createSignal, For, Show } from "solid-js";
import { confirmImport, leaveImport } from "../../api/libraryImports";
import { undoChange } from "../../api/tracking";
import type { ImportPreview, PlannedMove } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { toast, toastOnError, toastUndo } from "../../ui/toast";
import { CorrectMatchSheet } from "./CorrectMatchSheet";
import { libraryChanged } from "./libraryQueries";
import {
  failureText,
  importedText,
  importLabel,
  importsQuery,
  movable,
  replacedBy,
  UNDO_MS,
  waitForMoves,
} from "./fileMoves";
import { PlannedPath } from "./PlannedPath";

/** A download that waits: each file, what it becomes, and where it goes. */
export function ImportCard(props: { download: ImportPreview }) {
  const [busy, setBusy] = createSignal(false);
  const [correcting, setCorrecting] = createSignal<PlannedMove>();
  const count = () => movable(props.download);

  const refresh = () => Promise.all([revalidate(importsQuery.key), libraryChanged()]);
  const start = async () => {
    const replaced = replacedBy(props.download);
    setBusy(true);
    const started = await toastOnError(confirmImport(props.download.jobId));
    if (started?.undoId) {
      const { undoId } = started;
      toastUndo(importedText(started.files, replaced), () => void takeBack(undoId), UNDO_MS);
    }
    const progress = started && (await toastOnError(waitForMoves(started.batchId)));
    setBusy(false);
    if (!progress) return;
    const failure = failureText(progress);
    if (failure) toast({ tone: "bad", text: failure });
    await refresh();
  };
  const takeBack = async (undoId: string) => {
    if (!(await toastOnError(undoChange(undoId).then(() => true)))) return;
    toast({ text: "What was replaced comes back. What is not imported yet waits again." });
    await refresh();
  };
  const leave = async () => {
    setBusy(true);
    const left = await toastOnError(leaveImport(props.download.jobId).then(() => true));
    setBusy(false);
    if (!left) return;
    toast({ text: "Left where it is. It is in the library all the same." });
    await refresh();
  };

  return (
    <article class="rounded-sheet bg-surface-1 hairline" aria-label={props.download.name}>
      <header class="flex flex-wrap items-center gap-x-5 gap-y-3 px-6 py-4 phone:px-4">
        <div class="min-w-0 flex-1 basis-64">
          <h2 class="text-17 font-strong tracking-[-.015em] [overflow-wrap:anywhere]">
            <BreakableName text={props.download.name} />
          </h2>
          <p class="mt-0.5 text-13 text-muted">{pluralize(props.download.moves.length, "file")}</p>
        </div>
        <div class="flex flex-wrap gap-2 phone:-ms-4.5">
          <Button size="medium" tone="ghost" disabled={busy()} onClick={() => void leave()}>
            Leave it there
          </Button>
          <Button
            size="medium"
            tone="primary"
            disabled={busy() || count() === 0}
            onClick={() => void start()}
          >
            <Check class="size-4" aria-hidden="true" />
            {busy() ? "Importing" : importLabel(count())}
          </Button>
        </div>
      </header>
      <ul>
        <For each={props.download.moves}>
          {(move) => <MoveLine move={move} onCorrect={() => setCorrecting(move)} />}
        </For>
      </ul>
      <Show when={correcting()}>
        {(move) => (
          <CorrectMatchSheet
            move={move()}
            onClose={() => setCorrecting(undefined)}
            onMatched={() => void refresh()}
          />
        )}
      </Show>
    </article>
  );
}

function MoveLine(props: { move: PlannedMove; onCorrect: () => void }) {
  const what = () =>
    [props.move.media?.title ?? "Unknown", props.move.episodeLabel, extraName(props.move.extraKind)]
      .filter(Boolean)
      .join(" · ");
  return (
    <li class="grid grid-cols-[minmax(0,2fr)_minmax(0,1.2fr)_minmax(0,3fr)_5rem] items-start gap-x-5 gap-y-1.5 border-t border-line px-6 py-3.5 max-lg:grid-cols-[minmax(0,1fr)_auto] phone:px-4">
      <p class="text-13 [overflow-wrap:anywhere] text-muted max-lg:col-span-2">
        <BreakableName text={props.move.fileName} />{" "}
        <span class="whitespace-nowrap tabular-nums">{formatBytes(props.move.fileSizeBytes)}</span>
      </p>
      <p class="text-14 font-strong" classList={{ "text-warn": props.move.media === null }}>
        {what()}
      </p>
      <div class="max-lg:col-span-2 max-lg:row-start-3">
        <PlannedPath move={props.move} />
      </div>
      <Button size="small" class="justify-self-end" onClick={() => props.onCorrect()}>
        {props.move.media ? "Correct" : "Match"}
      </Button>
    </li>
  );
}

/** `Behind the scenes` of `behind_the_scenes`. */
function extraName(kind: string): string {
  const text = kind.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

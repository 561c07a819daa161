import { createAsyncStore } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { previewRename, renameFiles } from "../../api/libraryImports";
import { undoChange } from "../../api/tracking";
import type { MediaCard, PlannedMove, RenamePreview } from "../../api/types";
import { pluralize } from "../../lib/format";
import { BreakableName } from "../../ui/BreakableName";
import { ButtonLink } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { toast, toastOnError, toastUndo } from "../../ui/toast";
import { libraryChanged } from "./libraryQueries";
import { failureText, UNDO_MS, waitForMoves } from "./fileMoves";
import { PlannedPath } from "./PlannedPath";
import { LibraryPreviewSheet } from "./LibraryPreviewSheet";

interface RenameSheetProps {
  media: MediaCard;
  /** Of a show: one of them can be renamed alone. */
  seasons: readonly number[];
  onClose: () => void;
}

/** The new name of each file of a title, before they are renamed. */
export function RenameSheet(props: RenameSheetProps) {
  const [season, setSeason] = createSignal<number>();
  const [busy, setBusy] = createSignal(false);
  const preview = createAsyncStore(() => previewRename(props.media.id, season()));

  const rename = async () => {
    setBusy(true);
    const started = await toastOnError(renameFiles(props.media.id, season()));
    setBusy(false);
    if (!started) return;
    const { undoId, batchId } = started;
    props.onClose();
    if (undoId) {
      const text = `Renaming ${pluralize(started.files, "file")}`;
      toastUndo(text, () => void takeBack(undoId), UNDO_MS);
    }
    const progress = await toastOnError(waitForMoves(batchId));
    const failure = progress && failureText(progress);
    if (failure) toast({ tone: "bad", text: failure });
    await libraryChanged();
  };

  return (
    <LibraryPreviewSheet
      eyebrow="Rename files"
      title={props.media.title}
      preview={preview}
      verb="Rename"
      count={(known) => known.changed}
      busy={busy()}
      onAccept={() => void rename()}
      onClose={() => props.onClose()}
      choices={
        <Show when={props.seasons.length > 1}>
          <SelectField
            label="Which files"
            value={season()?.toString() ?? ""}
            options={[
              { value: "", label: "All seasons" },
              ...props.seasons.map((each) => ({
                value: String(each),
                label: each === 0 ? "Specials" : `Season ${String(each)}`,
              })),
            ]}
            onChange={(value) => setSeason(value === "" ? undefined : Number(value))}
          />
        </Show>
      }
      actions={
        <ButtonLink href="/app/settings/downloads#names" size="medium">
          Change the pattern
        </ButtonLink>
      }
    >
      {(known) => <Preview known={known()} />}
    </LibraryPreviewSheet>
  );
}

async function takeBack(undoId: string): Promise<void> {
  if ((await toastOnError(undoChange(undoId).then(() => true))) === undefined) return;
  toast({ text: "The files get their old names back." });
  await libraryChanged();
}

function Preview(props: { known: RenamePreview }) {
  return (
    <ul class="grid">
      <For
        each={props.known.moves}
        fallback={<li class="text-14 text-muted">There are no files to rename.</li>}
      >
        {(move) => <RenameLine move={move} />}
      </For>
    </ul>
  );
}

function RenameLine(props: { move: PlannedMove }) {
  return (
    <li class="grid gap-1 border-t border-line py-3 first:border-0">
      <p class="text-13 [overflow-wrap:anywhere] text-muted">
        <BreakableName text={props.move.fileName} />
      </p>
      <PlannedPath move={props.move} />
    </li>
  );
}

import { revalidate } from "@solidjs/router";
import Trash from "lucide-solid/icons/trash";
import { createSignal, For, Show } from "solid-js";
import { keepCopy, removeCopy } from "../../api/convertedCopies";
import { undoChange } from "../../api/tracking";
import type { ConvertedCopies, ConvertedCopy, ConvertedCopyChange } from "../../api/types";
import { Button } from "../../ui/Button";
import { LoadingBoundary } from "../../ui/LoadingBoundary";
import { IconButton } from "../../ui/IconButton";
import { ProgressBar } from "../../ui/ProgressBar";
import { SelectField } from "../../ui/SelectField";
import { Sheet } from "../../ui/Sheet";
import { toastOnError, toastUndo } from "../../ui/toast";
import { copiesQuery, createCopies } from "./convertedCopies";
import {
  askText,
  choiceText,
  copyOf,
  copyStateText,
  nextText,
  refusalText,
  removedText,
  usedText,
} from "./convertedCopyText";

/** As long as the server keeps what undoes it. */
const UNDO_MS = 30_000;
const ORIGINAL = "original";

interface ConvertedCopySheetProps {
  itemId: string;
  onClose: () => void;
}

/** The converted copies of a file: ask for one, watch it being made, remove it. */
export function ConvertedCopySheet(props: ConvertedCopySheetProps) {
  return (
    <Sheet open onClose={() => props.onClose()} title="Converted copies">
      <p class="mb-4 text-13 text-muted">
        A copy that any browser plays is made once and kept. It starts at once for everyone, also
        while the server is busy or the disk of the file is away.
      </p>
      <LoadingBoundary
        failed="The copies did not load."
        onRetry={() => revalidate(copiesQuery.key)}
      >
        <Copies itemId={props.itemId} />
      </LoadingBoundary>
    </Sheet>
  );
}

function Copies(props: { itemId: string }) {
  const found = createCopies(() => props.itemId);
  return (
    <Show when={found()}>
      {(copies) => (
        <div class="grid gap-6">
          <Show
            when={copies().items.length > 0}
            fallback={<p class="text-14 text-muted">None is kept yet.</p>}
          >
            <ul class="grid gap-2">
              <For each={copies().items}>{(copy) => <CopyLine copy={copy} />}</For>
            </ul>
          </Show>
          <Show
            when={refusalText(copies())}
            fallback={<NewCopy itemId={props.itemId} copies={copies()} />}
          >
            {(text) => <p class="text-13 text-muted">{text()}</p>}
          </Show>
        </div>
      )}
    </Show>
  );
}

/** Offer to take a change back, and show what is there now. */
async function change(
  work: Promise<ConvertedCopyChange>,
  textOf: (copies: ConvertedCopies) => string,
): Promise<void> {
  const changed = await toastOnError(work).catch(() => undefined);
  await revalidate(copiesQuery.key);
  if (!changed) return;
  const takeBack = () =>
    toastOnError(undoChange(changed.undoId)).then(() => revalidate(copiesQuery.key));
  toastUndo(textOf(changed.copies), () => void takeBack(), UNDO_MS);
}

function CopyLine(props: { copy: ConvertedCopy }) {
  const [isBusy, setBusy] = createSignal(false);
  const remove = async () => {
    setBusy(true);
    const copy = props.copy;
    await change(removeCopy(copy.id), (after) => removedText(copy, after));
    setBusy(false);
  };
  return (
    <li class="grid gap-3 rounded-card bg-fill p-4" aria-busy={isBusy()}>
      <div class="flex items-start gap-3">
        <div class="min-w-0 flex-1">
          <p class="text-15 font-medium [overflow-wrap:anywhere]">
            {[props.copy.label, props.copy.audioLabel].filter(Boolean).join(" · ")}
          </p>
          <p
            class="text-13"
            classList={{
              "text-bad": props.copy.state === "failed",
              "text-muted": props.copy.state !== "failed",
            }}
            aria-live="polite"
          >
            {copyStateText(props.copy)}
          </p>
        </div>
        <Show when={props.copy.canRemove}>
          <IconButton
            label={`Remove the copy in ${props.copy.label}`}
            tone="bare"
            size="small"
            disabled={isBusy()}
            onClick={() => void remove()}
          >
            <Trash />
          </IconButton>
        </Show>
      </div>
      <Show when={props.copy.state === "running"}>
        <ProgressBar percent={props.copy.progress} label={`Converting to ${props.copy.label}`} />
      </Show>
    </li>
  );
}

function NewCopy(props: { itemId: string; copies: ConvertedCopies }) {
  const [isBusy, setBusy] = createSignal(false);
  const [quality, setQuality] = createSignal<string>();
  const [audio, setAudio] = createSignal<string>();
  const keyOf = (height: number | null) => height?.toString() ?? ORIGINAL;
  const chosen = () =>
    props.copies.choices.find(({ height }) => keyOf(height) === quality()) ??
    props.copies.choices[0];
  const track = () =>
    props.copies.audioTracks.find(({ index }) => index.toString() === audio()) ??
    props.copies.audioTracks.find(({ isDefault }) => isDefault);
  const copyIn = (height: number | null) => copyOf(props.copies, height, track()?.index ?? null);
  const keep = async () => {
    const choice = chosen();
    if (!choice) return;
    setBusy(true);
    const wanted = { height: choice.height, audioIndex: track()?.index ?? null };
    await change(keepCopy(props.itemId, wanted), () => `A copy in ${choice.label} will be made.`);
    setBusy(false);
  };
  return (
    <Show
      when={chosen()}
      fallback={<p class="text-13 text-muted">Every browser plays this file as it is.</p>}
    >
      {(choice) => (
        <form
          class="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void keep();
          }}
        >
          <SelectField
            label="Quality"
            value={keyOf(choice().height)}
            options={props.copies.choices.map((each) => ({
              value: keyOf(each.height),
              label: choiceText(each, copyIn(each.height)),
            }))}
            onChange={setQuality}
          />
          <Show when={props.copies.audioTracks.length > 1}>
            <SelectField
              label="Sound"
              value={track()?.index.toString() ?? ""}
              options={props.copies.audioTracks.map(({ index, label }) => ({
                value: index.toString(),
                label,
              }))}
              onChange={setAudio}
            />
          </Show>
          <Button
            type="submit"
            tone="primary"
            disabled={isBusy() || !askText(copyIn(choice().height)).isOffered}
          >
            {isBusy() ? "Asking…" : askText(copyIn(choice().height)).label}
          </Button>
          <Show when={nextText(copyIn(choice().height))}>
            {(text) => <p class="text-13 text-muted">{text()}</p>}
          </Show>
          <p class="text-12 text-muted">{usedText(props.copies)}</p>
        </form>
      )}
    </Show>
  );
}

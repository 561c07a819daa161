import { revalidate } from "@solidjs/router";
import Lock from "lucide-solid/icons/lock";
import { createResource, createSignal, For, Show } from "solid-js";
import { editTitle, getTitleEdits, giveBackField } from "../../api/titleEdits";
import { undoChange } from "../../api/tracking";
import type { LockedField, MediaDetail, TitleEditChange, TitleEdits } from "../../api/types";
import { mediaQuery } from "../../shared/titleQueries";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toastOnError, toastUndo } from "../../ui/toast";
import { PictureChooser } from "./PictureChooser";
import {
  editOf,
  FIELD_LABELS,
  formOf,
  inputTypeOf,
  SOURCE_NAMES,
  type EditForm,
} from "./titleEditForm";

interface TitleEditSheetProps {
  title: MediaDetail;
  onClose: () => void;
}

const FORM = "title-edits";

/** The details of a title for all users. What is set here no source overwrites. */
export default function TitleEditSheet(props: TitleEditSheetProps) {
  const [edits, { mutate, refetch }] = createResource(() => getTitleEdits(props.title.id));
  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      title="Edit details"
      eyebrow={props.title.title}
      actions={
        <Button type="submit" form={FORM} tone="primary" disabled={edits.state !== "ready"}>
          Save
        </Button>
      }
    >
      <Show
        when={!edits.error}
        fallback={<FailedState error={edits.error as unknown} onRetry={() => void refetch()} />}
      >
        <Show when={edits()} fallback={<Skeleton class="min-h-96 rounded-card!" />}>
          {(known) => (
            <EditFields
              title={props.title}
              edits={known()}
              onEdits={mutate}
              onClose={() => props.onClose()}
            />
          )}
        </Show>
      </Show>
    </Sheet>
  );
}

interface EditFieldsProps extends TitleEditSheetProps {
  edits: TitleEdits;
  /** After a field was given back. */
  onEdits: (edits: TitleEdits) => void;
}

function EditFields(props: EditFieldsProps) {
  const before = () => formOf(props.edits);
  const [form, setForm] = createSignal<EditForm>(before());
  const [busy, setBusy] = createSignal(false);
  const reload = () => revalidate(mediaQuery.keyFor(props.title.mediaType, props.title.id));

  const run = async (work: Promise<TitleEditChange>, text: string) => {
    setBusy(true);
    const change = await toastOnError(work);
    setBusy(false);
    if (!change) return null;
    await reload();
    const { undoId } = change;
    if (undoId)
      // eslint-disable-next-line solid/reactivity -- runs when the button of the toast is pressed
      toastUndo(text, () => {
        void toastOnError(undoChange(undoId)).then(reload);
      });
    return change;
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const edit = editOf(before(), form());
    if (Object.keys(edit).length === 0) {
      props.onClose();
      return;
    }
    const change = await run(
      editTitle(props.title.id, edit),
      `The details of ${props.title.title} are saved`,
    );
    if (change) props.onClose();
  };
  const giveBack = async (field: LockedField) => {
    const change = await run(
      giveBackField(props.title.id, field),
      `${FIELD_LABELS[field]} is ${SOURCE_NAMES[props.edits.source]}’s again`,
    );
    if (!change) return;
    props.onEdits(change.edits);
    setForm({ ...form(), [field]: before()[field] }); // the others keep what was typed
  };

  const common = (field: LockedField) => ({
    label: FIELD_LABELS[field],
    value: form()[field],
    disabled: busy(),
    onInput: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form(), [field]: event.currentTarget.value }),
  });
  const lockOf = (field: LockedField) => props.edits.locks.find((lock) => lock.field === field);

  return (
    <form id={FORM} class="grid gap-6" onSubmit={(event) => void save(event)}>
      <p class="text-13 text-pretty text-muted">
        All users see these details. Your changes are kept when the sources are read again.
      </p>
      <For each={Object.keys(FIELD_LABELS) as LockedField[]}>
        {(field) => (
          <div class="grid gap-2">
            <Show
              when={field === "overview"}
              fallback={
                <TextField
                  {...common(field)}
                  required={field === "title" || (field === "genres" && before().genres !== "")}
                  type={inputTypeOf(field, before(), form())}
                  min={field === "runtimeMinutes" ? 1 : undefined}
                  maxLength={500}
                  hint={field === "genres" ? "Separated by commas." : undefined}
                />
              }
            >
              <TextArea {...common(field)} rows={6} maxLength={10_000} />
            </Show>
            <Show when={PICTURES[field]}>
              {(kind) => (
                <PictureChooser
                  title={props.title}
                  kind={kind()}
                  source={SOURCE_NAMES[props.edits.source]}
                  value={form()[field]}
                  disabled={busy()}
                  onChoose={(address) => setForm({ ...form(), [field]: address })}
                />
              )}
            </Show>
            <Show when={lockOf(field)}>
              {(lock) => (
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-muted">
                  <span class="inline-flex items-center gap-1.5">
                    <Lock class="size-3.5" aria-hidden="true" />
                    {lock().setBy ? `Set by ${lock().setBy}` : "Set by hand"}
                  </span>
                  <Button
                    size="small"
                    disabled={busy()}
                    aria-label={`${FIELD_LABELS[field]}: back to ${SOURCE_NAMES[props.edits.source]}’s`}
                    onClick={() => void giveBack(field)}
                  >
                    Back to {SOURCE_NAMES[props.edits.source]}’s
                  </Button>
                </div>
              )}
            </Show>
          </div>
        )}
      </For>
    </form>
  );
}

const PICTURES: Partial<Record<LockedField, "poster" | "backdrop">> = {
  posterUrl: "poster",
  backdropUrl: "backdrop",
};

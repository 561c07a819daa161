import { createSignal, For, onMount, Show } from "solid-js";
import { ApiError } from "../api/client";
import { Button } from "../ui/Button";
import { Modal, ModalTitle } from "../ui/Modal";
import { TextField } from "../ui/TextField";
import { errorText } from "../ui/toast";

export interface DialogField {
  /** Its field name in the API, to which an error refers. */
  name: string;
  label: string;
  type?: "text" | "email" | "password";
  autocomplete?: string;
  value?: string;
  hint?: string;
  minLength?: number;
  maxLength?: number;
}

interface FormDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  text?: string;
  fields: readonly DialogField[];
  submitLabel: string;
  tone?: "primary" | "danger";
  /** Saves; the dialog closes when it succeeds. */
  onSend: (values: Record<string, string>) => Promise<void>;
}

/** A small form in a dialog. An error is shown at its field. */
export function FormDialog(props: FormDialogProps) {
  return (
    <Modal
      open={props.open}
      onClose={() => props.onClose()}
      role={props.tone === "danger" ? "alertdialog" : "dialog"}
      place="grid place-items-center p-4 phone:items-end phone:p-0"
      look="w-full max-w-[420px] rounded-sheet bg-surface-1 p-6 enter-pop phone:max-w-none phone:rounded-b-none phone:pb-[calc(24px+env(safe-area-inset-bottom))]"
    >
      <DialogForm {...props} />
    </Modal>
  );
}

function DialogForm(props: FormDialogProps) {
  const inputs = new Map<string, HTMLInputElement>();
  const [failure, setFailure] = createSignal<{ field: string | null; text: string } | null>(null);
  const [isBusy, setBusy] = createSignal(false);

  onMount(() => {
    const first = props.fields[0]?.name ?? "";
    queueMicrotask(() => inputs.get(first)?.select());
  });

  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await props.onSend(
        Object.fromEntries([...inputs].map(([name, input]) => [name, input.value])),
      );
      props.onClose();
    } catch (error) {
      const named = error instanceof ApiError ? error.field : null;
      const field = named !== null && inputs.has(named) ? named : null;
      setFailure({ field, text: errorText(error) });
      inputs.get(field ?? "")?.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      method="post"
      class="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div>
        <ModalTitle class="text-20 font-strong tracking-[-.02em]">{props.title}</ModalTitle>
        <Show when={props.text}>
          <p class="mt-1.5 text-14 text-pretty text-muted">{props.text}</p>
        </Show>
      </div>
      <For each={props.fields}>
        {(field) => (
          <TextField
            ref={(input) => inputs.set(field.name, input)}
            label={field.label}
            name={field.name}
            type={field.type ?? "text"}
            autocomplete={field.autocomplete}
            value={field.value ?? ""}
            hint={field.hint}
            minLength={field.minLength}
            maxLength={field.maxLength}
            required
            error={failure()?.field === field.name ? failure()?.text : null}
          />
        )}
      </For>
      <div role="alert">
        <Show when={failure()?.field === null}>
          <p class="rounded-control bg-bad/13 px-4 py-3 text-13 text-bad">{failure()?.text}</p>
        </Show>
      </div>
      <div class="flex justify-end gap-2">
        <Button size="medium" onClick={() => props.onClose()}>
          Cancel
        </Button>
        <Button type="submit" size="medium" tone={props.tone ?? "primary"} disabled={isBusy()}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  );
}

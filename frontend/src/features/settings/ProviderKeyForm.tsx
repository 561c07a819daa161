import { createEffect, createSignal, For, onCleanup, Show } from "solid-js";
import { saveProviderKey, testProviderKey } from "../../api/admin";
import { ApiError } from "../../api/client";
import type { ProviderKey, ProviderTest } from "../../api/types";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { errorText, toast } from "../../ui/toast";
import { keyForm } from "./providerKeyForms";
import { KeyTestResult } from "./KeyTestResult";

interface ProviderKeyFormProps {
  provider: string;
  onSaved: () => void;
  onCancel?: (() => void) | undefined;
  /** Whether there is a key that is not saved, when that changes. */
  onTyped?: ((isUnsaved: boolean) => void) | undefined;
}

/**
 * A form to enter, test and save a provider's key. The input is cleared with the request. A form that
 * cannot be cancelled is always open, and has no buttons until there is a key.
 */
export function ProviderKeyForm(props: ProviderKeyFormProps) {
  const [typed, setTyped] = createSignal<ProviderKey>({});
  const [invalid, setInvalid] = createSignal<ApiError | null>(null);
  const [found, setFound] = createSignal<ProviderTest | null>(null);
  const [busy, setBusy] = createSignal(false);
  const fields = () => keyForm(props.provider).fields;
  const isComplete = () => fields().every(({ name }) => typed()[name]?.trim());
  createEffect(() => props.onTyped?.(fields().some(({ name }) => typed()[name]?.trim())));
  onCleanup(() => props.onTyped?.(false));

  /** The result of the test; undefined when the request failed, which is shown as a toast. */
  const outcome = async <T,>(request: Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setInvalid(null);
    try {
      return await request;
    } catch (error) {
      if (error instanceof ApiError && error.field !== null) setInvalid(error);
      else toast({ tone: "bad", text: errorText(error) });
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const test = async () => {
    setFound(null);
    setFound((await outcome(testProviderKey(props.provider, typed()))) ?? null);
  };
  const save = async () => {
    const isSaved = await outcome(saveProviderKey(props.provider, typed()).then(() => true));
    if (isSaved) props.onSaved();
  };

  return (
    <form
      class="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete()) void save();
      }}
    >
      <For each={fields()}>
        {({ name, label }) => (
          <TextField
            label={label}
            type="password"
            autocomplete="off"
            spellcheck={false}
            placeholder="Paste it here"
            value={typed()[name] ?? ""}
            error={invalid()?.field === name ? invalid()?.message : null}
            onInput={(event) => {
              setTyped({ ...typed(), [name]: event.currentTarget.value });
              setFound(null);
            }}
          />
        )}
      </For>
      <p class="text-13 text-pretty text-muted">{keyForm(props.provider).how}</p>
      <div aria-live="polite" class="empty:hidden">
        <Show when={found()}>{(test) => <KeyTestResult test={test()} />}</Show>
      </div>
      <Show when={props.onCancel ?? isComplete()}>
        <div class="flex flex-wrap gap-2">
          <Button type="submit" size="medium" tone="primary" disabled={busy() || !isComplete()}>
            Save
          </Button>
          <Button size="medium" disabled={busy() || !isComplete()} onClick={() => void test()}>
            Test
          </Button>
          <Show when={props.onCancel}>
            {(cancel) => (
              <Button size="medium" tone="ghost" onClick={() => cancel()()}>
                Cancel
              </Button>
            )}
          </Show>
        </div>
      </Show>
    </form>
  );
}

import { createResource, createSignal, Show, untrack } from "solid-js";
import { previewStorePolicy } from "../../api/library";
import type { LibraryFolder, StorePolicy } from "../../api/types";
import { Button } from "../../ui/Button";
import { NumberField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { STORE_ACTIONS, STORE_KINDS, storePreviewText } from "./storePolicyText";

const GB = 1e9;

interface StorePolicyFormProps {
  folder: LibraryFolder;
  onSave: (policy: StorePolicy) => void;
}

/** What of a folder is copied to the object store, with what that would do before it is saved. */
export function StorePolicyForm(props: StorePolicyFormProps) {
  const [policy, setPolicy] = createSignal<StorePolicy>(untrack(() => props.folder.store));
  const change = (changes: Partial<StorePolicy>) => setPolicy({ ...policy(), ...changes });
  const [preview] = createResource(
    () => ({ path: props.folder.path, wanted: policy() }),
    ({ path, wanted }) => previewStorePolicy(path, wanted).catch(() => null),
  );
  const isChosen = () => policy().action === "push" || policy().action === "free";
  const isChanged = () => JSON.stringify(policy()) !== JSON.stringify(props.folder.store);
  const bytes = (value: number | null | undefined) => (value ? value / GB : null);

  return (
    <form
      class="col-span-full grid grid-cols-2 gap-4 border-t border-line pt-4 max-md:grid-cols-1"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(policy());
      }}
    >
      <SelectField
        label="Copies in the object store"
        options={STORE_ACTIONS}
        value={policy().action ?? "default"}
        onChange={(action) => change({ action: action as StorePolicy["action"] })}
      />
      <Show when={isChosen()}>
        <SelectField
          label="Of"
          options={STORE_KINDS}
          value={policy().kinds?.[0] ?? ""}
          onChange={(kind) => change({ kinds: kind ? [kind as "movie" | "show"] : [] })}
        />
        <NumberField
          label="Only files of at least"
          unit="GB"
          none="Any size"
          min={0}
          max={100_000}
          value={bytes(policy().minBytes)}
          onChange={(value) => change({ minBytes: Math.round((value ?? 0) * GB) })}
        />
        <NumberField
          label="Wait after they arrive"
          unit="days"
          none="At once"
          min={0}
          max={3650}
          value={policy().afterDays || null}
          onChange={(days) => change({ afterDays: days ?? 0 })}
        />
        <NumberField
          label="Take at most"
          unit="GB"
          none="No limit"
          min={0}
          max={1_000_000}
          value={bytes(policy().quotaBytes)}
          onChange={(value) => change({ quotaBytes: value ? Math.round(value * GB) : null })}
        />
      </Show>
      <div class="col-span-full flex flex-wrap items-center gap-x-4 gap-y-2">
        <p class="min-w-52 flex-1 text-13 text-pretty text-muted" role="status">
          <Show when={preview.latest} fallback={"\u00a0"}>
            {(known) => <>{storePreviewText(known(), policy().action ?? "default")}</>}
          </Show>
        </p>
        <Button type="submit" size="small" disabled={!isChanged()}>
          Save
        </Button>
      </div>
    </form>
  );
}

import { createSignal, Show, untrack } from "solid-js";
import { changeLibraryFolder, forgetMissingFiles } from "../../api/library";
import type { FolderChange, FolderKind, LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { TextField } from "../../ui/TextField";
import { toast, toastOnError } from "../../ui/toast";
import { FOLDER_KINDS, KIND_HINT } from "./folders";
import { PreparedCopiesSwitch } from "./PreparedCopiesSwitch";
import { StorePolicyForm } from "./StorePolicyForm";

interface FolderOptionsProps {
  folder: LibraryFolder;
  onChange: () => void;
}

/** What a folder holds, and the file that says that its disk is there. Saved at once. */
export function FolderOptions(props: FolderOptionsProps) {
  const [marker, setMarker] = createSignal(untrack(() => props.folder.marker));
  const save = async (change: FolderChange) => {
    const saved = await toastOnError(changeLibraryFolder(props.folder.path, change));
    if (saved) toast({ text: "Saved" });
    props.onChange();
  };
  const forget = async () => {
    const isAsked = await toastOnError(forgetMissingFiles(props.folder.path).then(() => true));
    if (isAsked) toast({ text: "They are gone from the library in a moment" });
    props.onChange();
  };
  return (
    <div class="grid w-full grid-cols-2 gap-4 rounded-card bg-fill p-4 max-md:grid-cols-1">
      <SelectField
        label="What is in it"
        hint={KIND_HINT}
        options={FOLDER_KINDS}
        value={props.folder.kind}
        onChange={(kind) => void save({ kind: kind as FolderKind })}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save({ marker: marker().trim() });
        }}
      >
        <TextField
          label="File that is there when the disk is"
          placeholder="None"
          hint="Without this file nothing counts as missing."
          autocomplete="off"
          spellcheck={false}
          value={marker()}
          onInput={(event) => setMarker(event.currentTarget.value)}
          end={
            <Button type="submit" size="small" disabled={marker().trim() === props.folder.marker}>
              Save
            </Button>
          }
        />
      </form>
      <StorePolicyForm folder={props.folder} onSave={(store) => void save({ store })} />
      <Show when={props.folder.kind !== "games"}>
        <PreparedCopiesSwitch
          folder={props.folder}
          onChange={(preparesCopies) => void save({ preparesCopies })}
        />
      </Show>
      <Show when={props.folder.missing > 0 && props.folder.state === "ok"}>
        <div class="col-span-full flex flex-wrap items-center gap-x-4 gap-y-2">
          <p class="min-w-52 flex-1 text-13 text-muted">
            {pluralize(props.folder.missing, "file")} not found by the last scans. They are
            forgotten after 30 days, with their copies; what was watched stays.
          </p>
          <Button size="small" onClick={() => void forget()}>
            Forget them now
          </Button>
        </div>
      </Show>
    </div>
  );
}

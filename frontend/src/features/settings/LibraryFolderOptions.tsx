import { createSignal, Show, untrack } from "solid-js";
import { changeLibraryFolder } from "../../api/library";
import type { FolderChange, FolderKind, LibraryFolder } from "../../api/types";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { TextField } from "../../ui/TextField";
import { toast, toastOnError } from "../../ui/toast";
import { FOLDER_KINDS, KIND_HINT } from "./libraryFolderText";
import { PreparedCopiesSwitch } from "./PreparedCopiesSwitch";
import { StorePolicyForm } from "./StorePolicyForm";

interface LibraryFolderOptionsProps {
  folder: LibraryFolder;
  onChange: () => void;
}

/** What a folder holds, and the file that says that its disk is there. Saved at once. */
export function LibraryFolderOptions(props: LibraryFolderOptionsProps) {
  const [marker, setMarker] = createSignal(untrack(() => props.folder.marker));
  const save = async (change: FolderChange) => {
    const saved = await toastOnError(changeLibraryFolder(props.folder.path, change));
    if (saved) toast({ text: "Saved" });
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
    </div>
  );
}

import { createSignal, Show } from "solid-js";
import { addLibraryFolder, testFolder } from "../../api/library";
import type { FolderKind } from "../../api/types";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { errorText } from "../../ui/toast";
import { FolderBrowser } from "./FolderBrowser";
import { createFolderChoice } from "./folderChoice";
import { FolderField } from "./FolderField";
import { FolderTestResult } from "./FolderTestResult";
import { FOLDER_KINDS, KIND_HINT, isNested } from "./libraryFolderText";

interface LibraryFolderPickerProps {
  onAdded: (path: string) => void;
  onCancel?: () => void;
}

/** Choose a folder of the server, or type its path, test it, and add it to the library. */
export function LibraryFolderPicker(props: LibraryFolderPickerProps) {
  const folder = createFolderChoice("", testFolder);
  const [busy, setBusy] = createSignal(false);
  const [kind, setKind] = createSignal<FolderKind>("mixed");

  const isNestedNow = () => {
    const found = folder.tested();
    return found !== null && isNested(found);
  };
  const add = async () => {
    setBusy(true);
    folder.setWrong(null);
    try {
      const known = folder.tested();
      const found = known ?? (await folder.test());
      // Neighbours in the library are shown before the folder is added beside them.
      if (found === null || found.problem !== null || (!known && isNested(found))) return;
      await addLibraryFolder({
        path: folder.typed(),
        kind: kind(),
        allowsNested: isNested(found),
      });
      props.onAdded(folder.typed());
    } catch (error) {
      folder.setWrong(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      class="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <FolderField
        placeholder="/media/films"
        value={folder.typed()}
        error={folder.wrong()}
        isOpen={folder.isOpen()}
        autofocus={props.onCancel !== undefined}
        onType={folder.type}
        onOpen={folder.openTyped}
      />
      <FolderBrowser at={folder.at()} onGo={folder.go} />
      <Show when={folder.tested()}>{(found) => <FolderTestResult test={found()} />}</Show>
      <SelectField
        label="What is in it"
        hint={KIND_HINT}
        options={FOLDER_KINDS}
        value={kind()}
        onChange={(value) => setKind(value as FolderKind)}
      />
      <div class="flex flex-wrap gap-2">
        <Button
          type="submit"
          size="medium"
          tone="primary"
          disabled={busy() || !folder.typed().trim() || Boolean(folder.tested()?.problem)}
        >
          {isNestedNow() ? "Add it all the same" : "Add this folder"}
        </Button>
        <Show when={props.onCancel}>
          {(cancel) => (
            <Button size="medium" tone="ghost" onClick={() => cancel()()}>
              Cancel
            </Button>
          )}
        </Show>
      </div>
    </form>
  );
}

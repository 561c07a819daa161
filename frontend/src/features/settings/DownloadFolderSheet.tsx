import { createSignal, Show } from "solid-js";
import { chooseDownloadFolder, testDownloadFolder } from "../../api/downloadSettings";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { errorText } from "../../ui/toast";
import { checkText } from "./downloadFolderText";
import { FolderBrowser } from "./FolderBrowser";
import { createFolderChoice } from "./folderChoice";
import { FolderField } from "./FolderField";

interface DownloadFolderSheetProps {
  path: string;
  onChosen: () => void;
  onClose: () => void;
}

const FORM = "download-folder";

/** Choose the folder of new downloads, or type its path, and test it before. */
export function DownloadFolderSheet(props: DownloadFolderSheetProps) {
  // eslint-disable-next-line solid/reactivity -- the field begins with the folder in use
  const folder = createFolderChoice(props.path, testDownloadFolder);
  const [isBusy, setBusy] = createSignal(false);

  const choose = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await chooseDownloadFolder(folder.typed());
      props.onChosen();
    } catch (error) {
      folder.setWrong(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Sheet
      open
      onClose={() => props.onClose()}
      title="Download folder"
      actions={
        <Button
          type="submit"
          form={FORM}
          tone="primary"
          disabled={isBusy() || !folder.typed().trim() || Boolean(folder.tested()?.problem)}
        >
          Use this folder
        </Button>
      }
    >
      <form id={FORM} class="grid gap-4" onSubmit={(event) => void choose(event)}>
        <p class="text-14 text-muted">
          For downloads that start from now on. Those that have begun stay where they are.
        </p>
        <FolderField
          placeholder="/media/downloads"
          value={folder.typed()}
          error={folder.wrong() ?? folder.tested()?.problem}
          isOpen={folder.isOpen()}
          onType={folder.type}
          onOpen={folder.openTyped}
        />
        <FolderBrowser at={folder.at()} onGo={folder.go} />
        <Show when={folder.tested()?.problem === null && folder.tested()}>
          {(found) => (
            <p class="text-13" role="status">
              {checkText(found())}
            </p>
          )}
        </Show>
      </form>
    </Sheet>
  );
}

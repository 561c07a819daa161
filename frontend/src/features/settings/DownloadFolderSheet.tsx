import { createSignal, Show } from "solid-js";
import { chooseDownloadFolder, testDownloadFolder } from "../../api/downloadSettings";
import type { FolderCheck } from "../../api/types";
import { Button } from "../../ui/Button";
import { Sheet } from "../../ui/Sheet";
import { errorText } from "../../ui/toast";
import { checkText } from "./downloadFolder";
import { FolderBrowser } from "./FolderBrowser";
import { FolderField } from "./FolderField";

interface DownloadFolderSheetProps {
  path: string;
  onChosen: () => void;
  onClose: () => void;
}

const FORM = "download-folder";

/** Choose the folder of new downloads, or type its path, and test it before. */
export function DownloadFolderSheet(props: DownloadFolderSheetProps) {
  const [at, setAt] = createSignal<string | null>(null);
  // eslint-disable-next-line solid/reactivity -- the field begins with the folder in use
  const [typed, setTyped] = createSignal(props.path);
  const [tested, setTested] = createSignal<FolderCheck | null>(null);
  const [wrong, setWrong] = createSignal<string | null>(null);
  const [isBusy, setBusy] = createSignal(false);

  const type = (path: string) => {
    setTyped(path);
    setTested(null);
    setWrong(null);
  };
  const test = async () => {
    const path = typed();
    try {
      const found = await testDownloadFolder(path);
      if (typed() === path) setTested(found);
    } catch (error) {
      if (typed() === path) setWrong(errorText(error));
    }
  };
  const go = (path: string | null) => {
    setAt(path);
    if (path === null) return;
    type(path);
    void test();
  };
  const choose = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await chooseDownloadFolder(typed());
      props.onChosen();
    } catch (error) {
      setWrong(errorText(error));
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
          disabled={isBusy() || !typed().trim() || Boolean(tested()?.problem)}
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
          value={typed()}
          error={wrong() ?? tested()?.problem}
          onType={type}
          onTest={() => void test()}
        />
        <FolderBrowser at={at()} onGo={go} />
        <Show when={tested()?.problem === null && tested()}>
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

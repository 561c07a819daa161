import { createSignal, Show } from "solid-js";
import { addLibraryFolder, testFolder } from "../../api/library";
import type { FolderKind, FolderTest } from "../../api/types";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { errorText } from "../../ui/toast";
import { FolderBrowser } from "./FolderBrowser";
import { FolderField } from "./FolderField";
import { FolderTestResult } from "./FolderTestResult";
import { FOLDER_KINDS, KIND_HINT, isNested } from "./folders";

interface FolderPickerProps {
  onAdded: (path: string) => void;
  onCancel?: () => void;
}

/** Choose a folder of the server, or type its path, test it, and add it to the library. */
export function FolderPicker(props: FolderPickerProps) {
  const [at, setAt] = createSignal<string | null>(null);
  const [typed, setTyped] = createSignal("");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [kind, setKind] = createSignal<FolderKind>("mixed");
  const [tested, setTested] = createSignal<FolderTest | null>(null);

  const type = (path: string) => {
    setTyped(path);
    setWrong(null);
    setTested(null);
  };
  const go = (path: string | null) => {
    setAt(path);
    type(path ?? "");
    if (path !== null) void test();
  };
  /** The server's finding, unless another folder was chosen meanwhile. */
  const test = async () => {
    const path = typed();
    try {
      const found = await testFolder(path);
      if (typed() === path) setTested(found);
      return found;
    } catch (error) {
      if (typed() === path) setWrong(errorText(error));
      return null;
    }
  };
  const isNestedNow = () => {
    const found = tested();
    return found !== null && isNested(found);
  };
  const add = async () => {
    setBusy(true);
    setWrong(null);
    try {
      const known = tested();
      const found = known ?? (await test());
      // Neighbours in the library are shown before the folder is added beside them.
      if (found === null || found.problem !== null || (!known && isNested(found))) return;
      await addLibraryFolder({ path: typed(), kind: kind(), allowsNested: isNested(found) });
      props.onAdded(typed());
    } catch (error) {
      setWrong(errorText(error));
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
        value={typed()}
        error={wrong()}
        onType={type}
        onTest={() => void test()}
      />
      <FolderBrowser at={at()} onGo={go} />
      <Show when={tested()}>{(found) => <FolderTestResult test={found()} />}</Show>
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
          disabled={busy() || !typed().trim() || Boolean(tested()?.problem)}
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

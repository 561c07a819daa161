import ChevronRight from "lucide-solid/icons/chevron-right";
import CornerLeftUp from "lucide-solid/icons/corner-left-up";
import Folder from "lucide-solid/icons/folder";
import { createResource, createSignal, For, Show } from "solid-js";
import { addLibraryFolder, browseFolders, testFolder } from "../../api/library";
import type { FolderKind, FolderTest } from "../../api/types";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { TextField } from "../../ui/TextField";
import { errorText } from "../../ui/toast";
import { FolderTestResult } from "./FolderTestResult";
import { FOLDER_KINDS, KIND_HINT, isNested } from "./folders";

interface FolderPickerProps {
  onAdded: (path: string) => void;
  onCancel?: () => void;
}

const ROW =
  "flex w-full items-center gap-3 px-3 py-2 text-left text-14 -outline-offset-2! transition-colors hover:bg-fill [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-muted";

/** Choose a folder of the server, or type its path, test it, and add it to the library. */
export function FolderPicker(props: FolderPickerProps) {
  const [at, setAt] = createSignal<string | null>(null);
  const [typed, setTyped] = createSignal("");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [kind, setKind] = createSignal<FolderKind>("mixed");
  const [tested, setTested] = createSignal<FolderTest | null>(null);
  // Null stands for the list of usual places.
  const [found] = createResource(
    () => ({ at: at() }),
    (where) => browseFolders(where.at).catch(() => null),
  );

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
      <TextField
        label="Folder on the server"
        placeholder="/media/films"
        autocomplete="off"
        spellcheck={false}
        value={typed()}
        error={wrong()}
        onInput={(event) => type(event.currentTarget.value)}
        end={
          <Button size="small" disabled={!typed().trim()} onClick={() => void test()}>
            Test
          </Button>
        }
      />
      <ul
        class="max-h-60 min-h-24 overflow-y-auto rounded-control bg-fill py-1"
        aria-label="Folders"
      >
        <Show when={at() !== null}>
          <li>
            <button
              type="button"
              class={`${ROW} text-muted`}
              onClick={() => go(found.latest?.parent ?? null)}
            >
              <CornerLeftUp aria-hidden="true" />
              Up
            </button>
          </li>
        </Show>
        <For
          each={found.latest?.items}
          fallback={
            <li class="px-3 py-2 text-13 text-muted">
              {found.loading ? "Looking" : "No folders in here"}
            </li>
          }
        >
          {(folder) => (
            <li>
              <button type="button" class={ROW} onClick={() => go(folder.path)}>
                <Folder aria-hidden="true" />
                <span class="min-w-0 flex-1 truncate">{folder.name}</span>
                <ChevronRight aria-hidden="true" />
              </button>
            </li>
          )}
        </For>
      </ul>
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

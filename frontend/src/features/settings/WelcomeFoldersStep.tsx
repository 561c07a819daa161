import { createAsyncStore, revalidate } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import FolderPlus from "lucide-solid/icons/folder-plus";
import { createSignal, For, Show } from "solid-js";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { pluralize } from "../../lib/format";
import { withMissing } from "../../shared/library/absenceText";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { LibraryFolderPicker } from "./LibraryFolderPicker";
import { filesAtHand, folderStatusText, folderTone } from "./libraryFolderText";
import { libraryFoldersQuery } from "../../shared/library/foldersQuery";

const POLL_INTERVAL_MS = 2_000;

/** The library folders, and a picker for another one. */
export function WelcomeFoldersStep() {
  const folders = createAsyncStore(() => libraryFoldersQuery().catch(() => []), {
    initialValue: [],
    reconcile: { key: "path" },
  });
  const [adding, setAdding] = createSignal(false);
  let picker!: HTMLDivElement;
  const refresh = () => void revalidate(libraryFoldersQuery.key);
  let opener: HTMLButtonElement | undefined;
  const open = () => {
    setAdding(true);
    picker.focus();
  };
  const close = () => {
    setAdding(false);
    opener?.focus();
  };
  runWhileVisible(POLL_INTERVAL_MS, () => {
    if (folders.latest.some((folder) => folderTone(folder) === "busy")) refresh();
  });

  return (
    <div class="grid gap-2.5">
      <ul class="grid gap-2.5">
        <For each={folders.latest}>
          {(folder) => (
            <li class="flex items-center gap-4 rounded-card bg-surface-1 px-4 py-3.5 shadow-[inset_0_0_0_1px_var(--accent)]">
              <span class="grid size-5 flex-none place-items-center rounded-[6px] bg-accent text-on-accent">
                <Check class="size-3.5" strokeWidth={3} aria-hidden="true" />
              </span>
              <span class="min-w-0 flex-1">
                <span class="block text-15 font-strong [overflow-wrap:anywhere]">
                  <BreakableName text={folder.path} />
                </span>
                <span class="block text-13 text-muted">{folderStatusText(folder, new Date())}</span>
              </span>
              <span class="text-13 whitespace-nowrap text-muted tabular-nums">
                {withMissing(pluralize(filesAtHand(folder), "file"), folder.missing)}
              </span>
            </li>
          )}
        </For>
      </ul>
      <Show
        when={adding()}
        fallback={
          <Button
            ref={opener}
            tone="ghost"
            size="medium"
            class="justify-self-start"
            onClick={() => open()}
          >
            <FolderPlus class="size-4" aria-hidden="true" />
            Add a folder
          </Button>
        }
      >
        <div
          ref={picker}
          role="group"
          aria-label="Add a folder"
          tabindex="-1"
          class="rounded-card bg-surface-1 p-4 outline-none hairline"
        >
          <LibraryFolderPicker
            onAdded={() => {
              close();
              refresh();
            }}
            onCancel={close}
          />
        </div>
      </Show>
    </div>
  );
}

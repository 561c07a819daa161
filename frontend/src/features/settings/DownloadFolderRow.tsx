import { createAsyncStore, revalidate } from "@solidjs/router";
import FolderDown from "lucide-solid/icons/folder-down";
import { createSignal, Show } from "solid-js";
import type { Folder } from "../../api/types";
import { foldersQuery } from "../../shared/downloads/destinations";
import { SettingsRow } from "../../shared/settings/SettingsCard";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toast";
import { folderText, isFolderWell } from "./downloadFolderText";
import { DownloadFolderSheet } from "./DownloadFolderSheet";

/** The folder that new downloads go to, as the worker sees it, and the way to another one. */
export function DownloadFolderRow() {
  // The first is that of new downloads.
  const folders = createAsyncStore(() => foldersQuery().catch((): Folder[] => []));
  const folder = () => folders.latest?.[0];
  const [isBusy, setBusy] = createSignal(false);
  const [isChanging, setChanging] = createSignal(false);
  const check = async () => {
    setBusy(true);
    await revalidate(foldersQuery.key);
    setBusy(false);
    const now = folder();
    if (now) toast({ tone: isFolderWell(now) ? undefined : "bad", text: folderText(now) });
  };
  const chosen = async () => {
    setChanging(false);
    await revalidate(foldersQuery.key);
    toast({ text: `New downloads go to ${folder()?.name ?? "this folder"}` });
  };
  return (
    <Show when={folder()} fallback={<SettingsRow label="Download folder" text="\u00a0" />}>
      {(known) => (
        <SettingsRow
          icon={<FolderDown aria-hidden="true" />}
          label="Download folder"
          text={
            <>
              <span class="block text-ink [overflow-wrap:anywhere]">
                <BreakableName text={known().path ?? known().name} />
              </span>
              <span class={isFolderWell(known()) ? "" : "text-warn"}>{folderText(known())}</span>
            </>
          }
          stacks
        >
          <div class="flex flex-wrap gap-2">
            <Button size="small" disabled={isBusy()} onClick={() => void check()}>
              Test
            </Button>
            <Button size="small" onClick={() => setChanging(true)}>
              Change folder
            </Button>
          </div>
          <Show when={isChanging()}>
            <DownloadFolderSheet
              path={known().path ?? ""}
              onClose={() => setChanging(false)}
              onChosen={() => void chosen()}
            />
          </Show>
        </SettingsRow>
      )}
    </Show>
  );
}

import { createAsyncStore, revalidate } from "@solidjs/router";
import FolderDown from "lucide-solid/icons/folder-down";
import { createSignal, Show } from "solid-js";
import type { Folder } from "../../api/types";
import { foldersQuery } from "../../shared/downloads/destinations";
import { SettingsRow } from "../../shared/settings/SettingsCard";
import { BreakableName } from "../../ui/BreakableName";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toast";
import { folderText, isFolderWell } from "./downloadFolder";

/** The folder that downloads go to, as the worker sees it. */
export function DownloadFolderRow() {
  // The first is the usual one.
  const folders = createAsyncStore(() => foldersQuery().catch((): Folder[] => []));
  const folder = () => folders.latest?.[0];
  const [isBusy, setBusy] = createSignal(false);
  const check = async () => {
    setBusy(true);
    await revalidate(foldersQuery.key);
    setBusy(false);
    const now = folder();
    if (now) toast({ tone: isFolderWell(now) ? undefined : "bad", text: folderText(now) });
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
          <Button size="small" disabled={isBusy()} onClick={() => void check()}>
            Test
          </Button>
        </SettingsRow>
      )}
    </Show>
  );
}

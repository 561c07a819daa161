import { createAsyncStore, revalidate } from "@solidjs/router";
import Plus from "lucide-solid/icons/plus";
import { createSignal, For, Show } from "solid-js";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { ButtonLink } from "../../ui/Button";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/toast";
import { LibraryFolderRow } from "./LibraryFolderRow";
import { LibraryFolderPicker } from "./LibraryFolderPicker";
import { RecycleFolderRow } from "./RecycleFolderRow";
import { foldersLead, folderTone } from "./libraryFolderText";
import { earlierOnDisk } from "../../shared/library/disks";
import { libraryFoldersQuery } from "../../shared/library/foldersQuery";

const POLL_INTERVAL_MS = 2_000;

/** The folders that films are read from. */
export default function LibrarySection() {
  const folders = createAsyncStore(() => libraryFoldersQuery(), { reconcile: { key: "path" } });
  const [adding, setAdding] = createSignal(false);
  const [readAt, setReadAt] = createSignal(0);
  const refresh = () => {
    setReadAt((count) => count + 1);
    void revalidate([libraryFoldersQuery.key, dashboardQuery.key]);
  };
  runWhileVisible(POLL_INTERVAL_MS, () => {
    if (folders.latest?.some((folder) => folderTone(folder) === "busy")) refresh();
  });

  return (
    <SettingsPage
      title="Library folders"
      lead={folders.latest ? foldersLead(folders.latest) : "Where your films and shows are."}
      end={
        <ButtonLink href="/app/library" size="medium">
          Open the library
        </ButtonLink>
      }
    >
      <Show when={folders.latest} fallback={<Skeleton class="min-h-40 rounded-card!" />}>
        {(known) => (
          <SettingsCard>
            <ul class="[&>li+li]:border-t [&>li+li]:border-line">
              <For each={known()}>
                {(folder) => (
                  <LibraryFolderRow
                    folder={folder}
                    diskOf={earlierOnDisk(folder, known())?.path ?? null}
                    readAt={readAt()}
                    onChange={refresh}
                  />
                )}
              </For>
            </ul>
          </SettingsCard>
        )}
      </Show>
      <Show
        when={adding()}
        fallback={
          <button
            type="button"
            class="-mt-7 flex h-14 items-center gap-3.5 rounded-card border-[1.5px] border-dashed border-fill-2 px-3 text-14 text-muted transition-colors hover:border-accent hover:text-ink"
            onClick={() => setAdding(true)}
          >
            <span class="grid size-8 place-items-center rounded-control bg-fill">
              <Plus class="size-4" aria-hidden="true" />
            </span>
            Add a folder, or a whole disk
          </button>
        }
      >
        <SettingsCard
          title="Add a folder"
          text="It is on this server. Nothing in it is moved, renamed or deleted unless you say so."
        >
          <div class="py-5">
            <LibraryFolderPicker
              onAdded={(path) => {
                setAdding(false);
                toast({ text: `${path} is in the library. Its scan has started` });
                refresh();
              }}
              onCancel={() => setAdding(false)}
            />
          </div>
        </SettingsCard>
      </Show>
      <RecycleFolderRow />
    </SettingsPage>
  );
}

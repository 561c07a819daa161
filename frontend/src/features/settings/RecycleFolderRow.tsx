import { createAsyncStore, query, revalidate } from "@solidjs/router";
import { Show } from "solid-js";
import { updateDownloadSettings } from "../../api/downloadSettings";
import { getRecycleFolder } from "../../api/recycleFolder";
import type { RecycleFolder } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { ButtonLink } from "../../ui/Button";
import { NumberField } from "../../ui/NumberField";
import { toastOnError } from "../../ui/toast";

const summaryQuery = query(() => getRecycleFolder(), "recycle-folder-summary");

/** What deleted files take, how long they wait, and the way to them. */
export function RecycleFolderRow() {
  const folder = createAsyncStore(() => summaryQuery().catch(() => undefined));
  const save = async (days: number | null) => {
    await toastOnError(updateDownloadSettings({ recycleDays: days ?? 7 }));
    await revalidate(summaryQuery.key);
  };
  return (
    <SettingsCard
      id="recycle-folder"
      title="Recycle folder"
      text="Deleted files and removed downloads wait on their disk before they are gone for good."
    >
      <SettingsRow label="Deleted files" text={summary(folder.latest)} stacks>
        <Show when={folder.latest?.items.length}>
          <ButtonLink href="/app/library/recycle-folder" size="small">
            Restore or empty
          </ButtonLink>
        </Show>
      </SettingsRow>
      <Show when={folder.latest}>
        {(known) => (
          <div class="grid grid-cols-2 gap-4 py-4 max-md:grid-cols-1">
            <NumberField
              label="Keep deleted files for"
              unit="days"
              min={0}
              max={365}
              value={known().keptDays}
              onChange={(days) => void save(days)}
            />
          </div>
        )}
      </Show>
    </SettingsCard>
  );
}

function summary(folder: RecycleFolder | undefined): string {
  if (folder === undefined) return "\u00a0";
  if (folder.items.length === 0) return "Empty";
  if (folder.files === 0) return `${pluralize(folder.items.length, "file")} could not be moved`;
  return `${pluralize(folder.files, "file")}, ${formatBytes(folder.sizeBytes)}`;
}

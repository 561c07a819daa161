import { createMemo, createSignal, Show } from "solid-js";
import { chooseDownloadFiles } from "../../api/downloads";
import type { DownloadDetails, DownloadJob } from "../../api/types";
import { pluralize, formatBytes } from "../../lib/format";
import {
  priorityOf,
  selectedFiles,
  type Priorities,
  type TreeFile,
} from "../../shared/downloads/fileSelection";
import { FileTree } from "../../shared/downloads/FileTree";
import { isOpen } from "../../shared/downloads/jobState";
import { toastOnError } from "../../ui/toast";

interface FilesTabProps {
  job: DownloadJob;
  details: DownloadDetails | null;
  onDetails: (details: DownloadDetails) => void;
}

/** The files of a job, their progress and priority. */
export function FilesTab(props: FilesTabProps) {
  const files = () => props.details?.files ?? [];
  // One map for all rows: a torrent may have 25,000 files.
  /** Priorities changed in this tab, until the server's response contains them. */
  const [pendingPriorities, setPendingPriorities] = createSignal<Priorities>({});
  const priorities = createMemo<Priorities>(() => ({
    ...Object.fromEntries(files().map((file) => [file.index, file.priority])),
    ...pendingPriorities(),
  }));
  const shares = createMemo(() => new Map(files().map((file) => [file.index, file.bytesDone])));
  const shareOf = (file: TreeFile) =>
    file.sizeBytes > 0 ? ((shares().get(file.index) ?? 0) / file.sizeBytes) * 100 : 100;
  const canChoose = () => isOpen(props.job) && files().length > 1;

  const choose = async (next: Priorities, changed: readonly TreeFile[]) => {
    const wanted = Object.fromEntries(
      changed.map((file) => [String(file.index), priorityOf(next, file.index)]),
    );
    setPendingPriorities({ ...pendingPriorities(), ...wanted });
    const found = await toastOnError(chooseDownloadFiles(props.job.id, wanted));
    if (found) props.onDetails(found);
    setPendingPriorities({});
  };
  const summary = () => {
    const wanted = selectedFiles(files(), priorities());
    const bytes = wanted.reduce((sum, file) => sum + file.sizeBytes, 0);
    const of = wanted.length === files().length ? "" : ` of ${files().length}`;
    return `${wanted.length}${of} ${pluralize(files().length, "file").split(" ")[1] ?? ""}, ${formatBytes(bytes)}`;
  };

  return (
    <Show
      when={files().length > 0}
      fallback={
        <p class="text-14 text-muted">
          {props.details === null ? "Loading…" : "The files are not known yet."}
        </p>
      }
    >
      <p class="-mb-2 text-13 text-muted tabular-nums">{summary()}</p>
      <FileTree
        files={files()}
        priorities={priorities()}
        shareOf={shareOf}
        onChange={canChoose() ? (next, changed) => void choose(next, changed) : undefined}
      />
    </Show>
  );
}

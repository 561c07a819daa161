/** Commands for jobs. Results show at once; removals can be undone. */
import {
  cancelDownload,
  bulkUpdateDownloads,
  pauseDownload,
  moveInQueue,
  removeDownload,
  restoreDownload,
  resumeDownload,
  retryDownload,
} from "../../api/downloads";
import { may } from "../../api/signedInUser";
import type { BulkAction, BulkResult, DownloadJob, QueueMove } from "../../api/types";
import { pluralize } from "../../lib/format";
import { notifyDownloadsChanged } from "../../shared/downloads/downloadChanges";
import { nameOf } from "../../shared/downloads/jobName";
import { isOpen } from "../../shared/downloads/jobState";
import type { LiveDownloads } from "../../shared/downloads/liveDownloads";
import { toastOnError, toast, toastUndo } from "../../ui/toast";

/** How long the server delays the deletion of files. */
const UNDO_MS = 15_000;
/** The server's limit for one bulk request. */
const MAX_BULK_SIZE = 200;

/** Files of a completed job are in the library, so removing them needs the right to delete. */
export const mayRemoveFiles = (job: DownloadJob) => job.status !== "completed" || may("delete");

export interface JobActions {
  pause: (job: DownloadJob) => Promise<void>;
  resume: (job: DownloadJob) => Promise<void>;
  /** Pause a running job, resume a paused one. */
  pauseOrResume: (job: DownloadJob) => Promise<void>;
  /** Retry now; a job that ended is cloned. */
  retry: (job: DownloadJob) => Promise<void>;
  cancel: (job: DownloadJob) => Promise<void>;
  remove: (job: DownloadJob, withFiles?: boolean) => Promise<void>;
  /** Move to another position of the queue. */
  queue: (job: DownloadJob, way: QueueMove) => Promise<void>;
  many: (jobs: readonly DownloadJob[], action: BulkAction) => Promise<void>;
}

export function createJobActions(live: LiveDownloads): JobActions {
  /** Await a command; show the job it returns, and have every view of downloads refreshed. */
  const settle = async (call: Promise<DownloadJob>): Promise<DownloadJob | undefined> => {
    const job = await toastOnError(call);
    if (job) live.upsert([job]);
    notifyDownloadsChanged();
    return job;
  };
  const retry = async (job: DownloadJob) => {
    const next = await settle(retryDownload(job.id));
    if (next && next.id !== job.id) live.remove([job.id]);
  };
  const pause = async (job: DownloadJob) => {
    await settle(pauseDownload(job.id));
  };
  const resume = async (job: DownloadJob) => {
    await settle(resumeDownload(job.id));
  };

  const remove = async (job: DownloadJob, withFiles = false) => {
    if (withFiles && !mayRemoveFiles(job)) {
      toast({ tone: "bad", text: "Only people who may delete files can remove them." });
      return;
    }
    const wasOpen = isOpen(job);
    const name = nameOf(job);
    live.remove([job.id]);
    if (!(await settle(removeDownload(job.id, withFiles)))) return;
    const back = async () => {
      // An open job is restarted; an ended one is put back on the list.
      if (wasOpen) await retry(job);
      else await settle(restoreDownload(job.id));
    };
    const outcome = withFiles ? "and its files are removed" : "is removed from the list";
    toastUndo(`${name} ${outcome}`, () => void back(), UNDO_MS);
  };

  return {
    pause,
    resume,
    pauseOrResume: (job) => (job.isPaused ? resume(job) : pause(job)),
    retry,
    remove,
    cancel: async (job) => {
      const name = nameOf(job);
      if (!(await settle(cancelDownload(job.id)))) return;
      toastUndo(`${name} is cancelled`, () => void retry(job), UNDO_MS);
    },
    queue: async (job, way) => {
      await toastOnError(moveInQueue(job.id, way));
      // Awaited, so that a caller goes on only when the list has the new order.
      await live.refresh();
    },
    many: async (jobs, action) => {
      const answer = await toastOnError(runBulkAction(jobs, action));
      if (answer) toastResult(jobs, action, answer);
      notifyDownloadsChanged();
    },
  };
}

async function runBulkAction(
  jobs: readonly DownloadJob[],
  action: BulkAction,
): Promise<BulkResult> {
  const all: BulkResult = { done: [], refused: [] };
  for (let from = 0; from < jobs.length; from += MAX_BULK_SIZE) {
    const ids = jobs.slice(from, from + MAX_BULK_SIZE).map((job) => job.id);
    const answer = await bulkUpdateDownloads(ids, action);
    all.done.push(...answer.done);
    all.refused.push(...answer.refused);
  }
  return all;
}

const DONE_TEXT: Record<BulkAction, string> = {
  pause: "paused",
  resume: "resumed",
  retry: "retried",
  recheck: "being rechecked",
  cancel: "cancelled",
  remove: "removed from the list",
  removeWithFiles: "removed with their files",
  restore: "back on the list",
  top: "moved to the top",
  bottom: "moved to the bottom",
};

const INVERSE_ACTION: Partial<Record<BulkAction, BulkAction>> = {
  pause: "resume",
  resume: "pause",
  cancel: "retry",
};

function toastResult(jobs: readonly DownloadJob[], action: BulkAction, answer: BulkResult): void {
  const [first] = answer.refused;
  if (first) {
    const others = answer.refused.length === 1 ? "" : ` (${answer.refused.length} of them)`;
    toast({ tone: "bad", text: `${first.detail}${others}` });
  }
  if (answer.done.length === 0) return;
  const text = `${pluralize(answer.done.length, "download")} ${DONE_TEXT[action]}`;
  const back = () => {
    for (const [way, ids] of undoActions(jobs, action, answer.done)) {
      if (ids.length > 0)
        void toastOnError(bulkUpdateDownloads(ids, way)).then(notifyDownloadsChanged);
    }
  };
  if (action === "remove" || action === "removeWithFiles" || INVERSE_ACTION[action]) {
    toastUndo(text, back, UNDO_MS);
  } else toast({ text });
}

/** Jobs that were open are retried, ended ones restored. */
function undoActions(
  jobs: readonly DownloadJob[],
  action: BulkAction,
  done: readonly string[],
): [BulkAction, string[]][] {
  const way = INVERSE_ACTION[action];
  if (way) return [[way, [...done]]];
  const open = new Set(jobs.filter(isOpen).map((job) => job.id));
  return [
    ["retry", done.filter((id) => open.has(id))],
    ["restore", done.filter((id) => !open.has(id))],
  ];
}

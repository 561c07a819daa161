/** A download of a title from a free source, followed until the title can be played. */
import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { getTitle } from "../../api/freeSources";
import { newIdempotencyKey } from "../../api/idempotentWrites";
import type { DownloadJob } from "../../api/types";
import { errorText } from "../../ui/toast";
import { notifyDownloadsChanged } from "./downloadChanges";
import { isOpen } from "./jobState";

const POLL_INTERVAL_MS = 2_000;

interface GetAndWatchOptions {
  mediaId: () => number;
  /** A download that runs already. */
  openJob?: () => DownloadJob | undefined;
  /** The title has a file in the library now. */
  onReady: () => void;
}

export interface GetAndWatch {
  job: Accessor<DownloadJob | undefined>;
  isBusy: Accessor<boolean>;
  /** Why the download did not start. */
  error: Accessor<string | null>;
  start: (sourceId?: number) => Promise<void>;
}

/** Whether the job, or the import of its file, is still under way. */
export const isUnderWay = (job: DownloadJob) =>
  isOpen(job) || (job.status === "completed" && job.libraryItemId === null);

/** The other requests of downloads are not needed before there is one. */
const poll = async (id: string) => (await import("../../api/downloads")).getDownload(id);

export function createGetAndWatch(options: GetAndWatchOptions): GetAndWatch {
  const [job, setJob] = createSignal(options.openJob?.());
  const [isBusy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);

  const update = (next: DownloadJob) => {
    const before = job();
    setJob(next);
    if (before && isUnderWay(before) && next.libraryItemId !== null) options.onReady();
  };
  createEffect(
    on(
      () => options.openJob?.(),
      (open) => open && update(open),
      { defer: true },
    ),
  );
  createEffect(on(options.mediaId, () => setJob(options.openJob?.()), { defer: true }));

  createEffect(() => {
    const now = job();
    if (!now || !isUnderWay(now)) return;
    const timer = setTimeout(() => {
      // A failed poll is followed by the next one.
      void poll(now.id).then(update, () => setJob({ ...now }));
    }, POLL_INTERVAL_MS);
    onCleanup(() => clearTimeout(timer));
  });

  return {
    job,
    isBusy,
    error,
    start: async (sourceId) => {
      if (isBusy()) return;
      setError(null);
      setBusy(true);
      try {
        const result = await getTitle(options.mediaId(), sourceId, newIdempotencyKey());
        setJob(result.job);
        notifyDownloadsChanged();
      } catch (failure) {
        setError(errorText(failure));
      } finally {
        setBusy(false);
      }
    },
  };
}

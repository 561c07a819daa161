/** What the downloads page knows and does. */
import { createAsyncStore, query, revalidate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { listDownloadEvents } from "../../api/downloads";
import type { DownloadJob } from "../../api/types";
import { whileVisible } from "../../lib/whileVisible";
import { add, cancel, newIdempotencyKey } from "../../media/addDownload";
import { downloadsQuery } from "../../media/queries";
import { orToast, toast } from "../../ui/toast";
import { recordRates } from "./rates";
import { nameOf } from "./words";

const REFRESH_MS = 2_000;

export const storyQuery = query((id: string) => listDownloadEvents(id), "download-events");

/** The list, kept fresh. An answer that fails to come leaves the last one standing, marked as old. */
export function createDownloads() {
  const [isOld, setIsOld] = createSignal(false);
  const jobs = createAsyncStore<DownloadJob[]>(async (before) => {
    try {
      const fresh = await downloadsQuery();
      recordRates(fresh);
      setIsOld(false);
      return fresh;
    } catch (error) {
      if (!before) throw error;
      setIsOld(true);
      return before;
    }
  });
  whileVisible(REFRESH_MS, () => void revalidate([downloadsQuery.key, storyQuery.key]));
  return { jobs, isOld };
}

/** Take it off the way. What is here already stays on the disk until its place is needed. */
export async function cancelJob(job: DownloadJob): Promise<void> {
  if (!(await cancel(job.id))) return;
  const again = canAddAgain(job) ? { label: "Undo", run: () => void addAgain(job) } : undefined;
  toast({ text: `${nameOf(job)} is cancelled`, action: again });
}

/** What was uploaded as a file is not kept as a link, so it cannot be sent a second time. */
export function canAddAgain(job: DownloadJob): boolean {
  return !job.source.startsWith("data:") && /^(magnet:|https?:)/.test(job.source);
}

/** The same source as a new job; the old one keeps its story. */
export async function addAgain(job: DownloadJob): Promise<void> {
  const { sourceType, source, title } = job;
  const request = { sourceType, source, title, mediaId: job.mediaId ?? undefined };
  await orToast(add(request, newIdempotencyKey()));
}

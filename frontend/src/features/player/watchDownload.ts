/** A download as it is now, asked for again while the page is seen. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { getDownload } from "../../api/downloads";
import type { DownloadJob } from "../../api/types";

const INTERVAL_MS = 2_500;

/** Undefined before the first answer. A request that fails leaves what was known. */
export function watchDownload(jobId: string): Accessor<DownloadJob | undefined> {
  const [job, setJob] = createSignal<DownloadJob>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const look = async () => {
    const found = document.hidden ? undefined : await getDownload(jobId).catch(() => undefined);
    if (isOver) return;
    if (found) setJob(found);
    timer = setTimeout(() => void look(), INTERVAL_MS);
  };
  void look();
  onCleanup(() => {
    isOver = true;
    clearTimeout(timer);
  });
  return job;
}

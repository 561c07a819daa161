/** A download as it is now, asked for again while the page is seen. */
import { createSignal, onMount, type Accessor } from "solid-js";
import { getDownload } from "../../api/downloads";
import type { DownloadJob } from "../../api/types";
import { runWhileVisible } from "../../lib/intervalWhileVisible";

const INTERVAL_MS = 2_500;

/** Undefined before the first answer. A request that fails leaves what was known. */
export function pollDownload(jobId: string): Accessor<DownloadJob | undefined> {
  const [job, setJob] = createSignal<DownloadJob>();
  const ask = () => getDownload(jobId).then(setJob, () => undefined);
  onMount(() => void ask());
  runWhileVisible(INTERVAL_MS, ask);
  return job;
}

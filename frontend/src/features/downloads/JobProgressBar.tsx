import { createMemo } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { nameOf } from "../../shared/downloads/jobName";
import { isTransferring, hasProblem, progressOf } from "../../shared/downloads/jobState";

/** A smaller decrease is a recount; a larger one is a hash check that found less data. */
const MAX_HIDDEN_DROP_PERCENT = 5;

/** Animated progress. It decreases only after a hash check. */
export function JobProgressBar(props: { job: DownloadJob; class?: string }) {
  const share = createMemo<number>((before) => {
    const now = progressOf(props.job);
    return now < before && before - now < MAX_HIDDEN_DROP_PERCENT ? before : now;
  }, 0);
  const fill = () => {
    if (hasProblem(props.job)) return "bg-warn";
    if (props.job.isPaused) return "bg-faint";
    return isTransferring(props.job)
      ? "bg-[linear-gradient(90deg,var(--accent-2),var(--accent)_60%)]"
      : "bg-accent";
  };
  return (
    <div
      role="progressbar"
      aria-label={`${nameOf(props.job)}, progress`}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow={Math.floor(share())}
      class={`h-1 overflow-hidden rounded-pill bg-fill-2 ${props.class ?? ""}`}
    >
      <i
        class={`block h-full origin-left rounded-pill transition-transform duration-600 ${fill()}`}
        style={{ transform: `scaleX(${share() / 100})` }}
      />
    </div>
  );
}

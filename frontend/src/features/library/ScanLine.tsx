import { Show } from "solid-js";
import { pluralize } from "../../lib/format";
import { scanProgressText } from "../../shared/library/scanText";
import { ProgressBar } from "../../ui/ProgressBar";
import { currentScan } from "./libraryScan";

/** What a running scan has found so far. */
export function ScanLine() {
  return (
    <Show when={currentScan()}>
      {(scan) => (
        <section
          class="relative mb-4 flex flex-wrap items-center gap-x-6 gap-y-1.5 overflow-hidden rounded-sheet bg-surface-1 px-5 py-4 text-14 hairline"
          aria-label="Scan in progress"
          role="status"
        >
          <span class="flex min-w-0 flex-1 items-center gap-3.5 phone:basis-full font-strong">
            <i
              class="size-2.5 flex-none rounded-full"
              classList={{
                "animate-pulse bg-accent shadow-[0_0_0_4px_color-mix(in_srgb,var(--accent)_22%,transparent)] motion-reduce:animate-none":
                  scan().hasWorker,
                "bg-warn": !scan().hasWorker,
              }}
              aria-hidden="true"
            />
            {scanProgressText(scan())}
          </span>
          <Show
            when={scan().hasWorker}
            fallback={<span class="text-muted">It goes on as soon as one is back.</span>}
          >
            <span class="text-muted tabular-nums">{pluralize(scan().filesFound, "file")}</span>
            <span class="text-muted tabular-nums">
              {scan().filesAdded.toLocaleString("en")} new
            </span>
            <span class="text-muted tabular-nums">
              {scan().filesUpdated.toLocaleString("en")} changed
            </span>
          </Show>
          <Show when={scan().filesUnmatched > 0}>
            <span class="text-muted tabular-nums">
              {scan().filesUnmatched.toLocaleString("en")} to review
            </span>
          </Show>
          <Show when={scan().filesPerSecond >= 1}>
            <span class="text-muted tabular-nums">
              {Math.round(scan().filesPerSecond).toLocaleString("en")} per second
            </span>
          </Show>
          <Show when={scan().filesTotal > 0}>
            <ProgressBar
              class="absolute inset-x-0 bottom-0 rounded-none"
              percent={(scan().filesDone / scan().filesTotal) * 100}
              label="This step of the scan"
            />
          </Show>
        </section>
      )}
    </Show>
  );
}

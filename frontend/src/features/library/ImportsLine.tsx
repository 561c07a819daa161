import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { createBackgroundQuery } from "../../lib/backgroundQuery";
import { pluralize } from "../../lib/format";
import { importsQuery } from "./fileMoves";

/** Leads to the downloads that wait to be imported; nothing while none does. */
export function ImportsLine() {
  const imports = createBackgroundQuery(() => importsQuery(), undefined, "jobId");
  return (
    <Show when={imports()?.items.length}>
      {(count) => (
        <A
          href="/app/library/imports"
          class="mb-4 flex items-center gap-3.5 rounded-sheet bg-surface-1 px-5 py-4 text-14 font-strong hairline press hover:bg-surface-2"
        >
          <i class="size-2.5 flex-none rounded-full bg-accent" aria-hidden="true" />
          <span class="min-w-0 flex-1">
            {pluralize(count(), "download")} {count() === 1 ? "waits" : "wait"} to be imported
          </span>
          <span class="text-accent-text">Look at {count() === 1 ? "it" : "them"}</span>
        </A>
      )}
    </Show>
  );
}

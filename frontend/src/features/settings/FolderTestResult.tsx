import CircleAlert from "lucide-solid/icons/circle-alert";
import CircleCheck from "lucide-solid/icons/circle-check";
import { For, Show } from "solid-js";
import type { FolderTest } from "../../api/types";
import { testLines } from "./libraryFolderText";

/** What the server found in a folder: whether it can be read, its disk, its neighbours. */
export function FolderTestResult(props: { test: FolderTest }) {
  return (
    <div
      class="flex items-start gap-3 rounded-control bg-fill px-4 py-3 text-13"
      role={props.test.problem === null ? "status" : "alert"}
    >
      <Show
        when={props.test.problem === null}
        fallback={<CircleAlert class="mt-px size-4 flex-none text-bad" aria-hidden="true" />}
      >
        <CircleCheck class="mt-px size-4 flex-none text-accent" aria-hidden="true" />
      </Show>
      <ul class="grid min-w-0 gap-1 [overflow-wrap:anywhere]">
        <For each={testLines(props.test)}>
          {(line, index) => <li classList={{ "text-muted": index() > 0 }}>{line}</li>}
        </For>
      </ul>
    </div>
  );
}

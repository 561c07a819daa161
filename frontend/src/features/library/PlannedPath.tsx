import { For, Show } from "solid-js";
import type { PlannedMove } from "../../api/types";
import { BreakableName } from "../../ui/BreakableName";
import { problemText, versionText } from "./fileMoves";

/** The path a file gets below its folder, or why it stays. */
export function PlannedPath(props: { move: PlannedMove }) {
  return (
    <div class="grid gap-1 text-14 [overflow-wrap:anywhere]">
      <Show when={props.move.problem === null && props.move.target}>
        {(target) => (
          <p>
            <span class="text-muted">{props.move.folder}/</span>
            <span class="font-medium">
              <BreakableName text={target()} />
            </span>
          </p>
        )}
      </Show>
      <For each={props.move.versions}>
        {(version) => (
          <p
            class="text-13 text-muted"
            classList={{ "text-accent!": version.isReplaced && props.move.problem === null }}
          >
            <BreakableName text={versionText(version)} />
          </p>
        )}
      </For>
      <Show when={problemText(props.move)}>
        {(text) => (
          <p
            class="text-13"
            classList={{
              "text-warn": props.move.problem !== "same",
              "text-muted": props.move.problem === "same",
            }}
          >
            {text()}
          </p>
        )}
      </Show>
    </div>
  );
}

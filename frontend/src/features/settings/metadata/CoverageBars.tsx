import { For } from "solid-js";
import type { Coverage } from "../../../api/types";
import { ProgressBar } from "../../../ui/ProgressBar";
import { coverageText, kindText, shareOf } from "./sourceText";

interface CoverageBarsProps {
  coverage: readonly Coverage[];
  /** What the bars count, for screen readers: `described by TMDB`. */
  what: string;
  class?: string;
}

/** A bar for each kind of title. */
export function CoverageBars(props: CoverageBarsProps) {
  return (
    <ul
      class={`grid grid-cols-[64px_minmax(60px,1fr)_auto] gap-x-3 gap-y-2.5 ${props.class ?? ""}`}
    >
      <For each={props.coverage}>
        {(coverage) => (
          <li class="col-span-3 grid grid-cols-subgrid items-center text-13">
            <span class="text-muted">{kindText(coverage)}</span>
            <ProgressBar
              percent={shareOf(coverage)}
              label={`${kindText(coverage)} ${props.what}`}
            />
            <span class="text-muted tabular-nums">{coverageText(coverage)}</span>
          </li>
        )}
      </For>
    </ul>
  );
}

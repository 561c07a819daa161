import { Show, type JSX } from "solid-js";
import { FadedPosters } from "./FadedPosters";

interface EmptyStateProps {
  /** One sentence. */
  text: string;
  /** The action that adds content. */
  action?: JSX.Element;
  /** Posters fanned out above the sentence; by default drawings of the seed catalogue. */
  posters?: readonly string[];
  /** Shown instead of the posters. */
  icon?: JSX.Element;
  /** A part of a page instead of a page: the sentence alone. */
  quiet?: boolean;
  class?: string;
}

export function EmptyState(props: EmptyStateProps) {
  return (
    <div
      class={`grid content-center justify-items-center gap-3.5 p-8 text-center ${props.quiet ? "min-h-[160px]" : "min-h-[380px]"} ${props.class ?? ""}`}
    >
      <Show when={!props.quiet}>
        <Show when={props.icon} fallback={<FadedPosters posters={props.posters} />}>
          <span class="mb-1 grid size-16 place-items-center rounded-full bg-fill text-muted [&>svg]:size-7">
            {props.icon}
          </span>
        </Show>
      </Show>
      <p class="max-w-[24em] text-17 font-strong tracking-[-.015em] text-balance">{props.text}</p>
      {props.action}
    </div>
  );
}

import { For, Show, type JSX } from "solid-js";

interface EmptyStateProps {
  /** One sentence. */
  text: string;
  /** The action that adds content. */
  action?: JSX.Element;
  /** Posters fanned out above the sentence. */
  posters?: readonly string[];
  icon?: JSX.Element;
  class?: string;
}

const TILT = ["-rotate-8 translate-y-2", "z-1 opacity-60", "rotate-8 translate-y-2"];

export function EmptyState(props: EmptyStateProps) {
  return (
    <div
      class={`grid min-h-[320px] content-center justify-items-center gap-3.5 rounded-sheet bg-surface-1 p-8 text-center ${props.class ?? ""}`}
    >
      <Show when={props.posters}>
        {(posters) => (
          <div class="mb-2.5 flex" aria-hidden="true">
            <For each={posters().slice(0, 3)}>
              {(src, index) => (
                <img
                  src={src}
                  alt=""
                  width="74"
                  height="111"
                  class={`-mx-[9px] h-[111px] w-[74px] rounded-control object-cover opacity-42 grayscale ${TILT[index()] ?? ""}`}
                />
              )}
            </For>
          </div>
        )}
      </Show>
      <Show when={props.icon}>
        <span class="mb-1 grid size-16 place-items-center rounded-full bg-fill text-muted [&>svg]:size-7">
          {props.icon}
        </span>
      </Show>
      <p class="max-w-[24em] text-17 font-strong tracking-[-.015em] text-balance">{props.text}</p>
      {props.action}
    </div>
  );
}

import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal";
import { Show } from "solid-js";

interface FiltersButtonProps {
  /** How many filters are set that the bar itself does not show. */
  count: number;
  class: string;
  /** Without its word, where there is no room for it. */
  isIcon?: boolean;
  onOpen: () => void;
  /** The pointer is over it: the sheet is needed soon. */
  onPreload?: () => void;
}

/** Opens the sheet with all filters. */
export function FiltersButton(props: FiltersButtonProps) {
  return (
    <button
      type="button"
      class={`reach inline-flex flex-none items-center gap-2 rounded-pill text-14 hairline press ${
        props.isIcon ? "h-10 px-3" : "h-9 px-4"
      } ${props.class}`}
      aria-haspopup="dialog"
      onPointerEnter={() => props.onPreload?.()}
      onClick={() => props.onOpen()}
    >
      <SlidersHorizontal class="size-4" aria-hidden="true" />
      <span classList={{ "sr-only": props.isIcon }}>Filters</span>
      <Show when={props.count > 0}>
        <span class="-mr-1.5 grid size-5 place-items-center rounded-full bg-accent text-11 font-strong text-on-accent tabular-nums">
          {props.count}
        </span>
      </Show>
    </button>
  );
}

import { Show } from "solid-js";
import { KeyboardKey } from "../../ui/KeyboardKey";

export function PaletteHints(props: { tookMs: number | null }) {
  return (
    <footer class="flex h-12 flex-none items-center gap-5 border-t border-line px-[22px] text-12 text-muted phone:hidden">
      <span class="flex items-center gap-[5px]">
        <KeyboardKey>↑</KeyboardKey>
        <KeyboardKey>↓</KeyboardKey>
        move
      </span>
      <span class="flex items-center gap-[5px]">
        <KeyboardKey>Tab</KeyboardKey>
        next kind
      </span>
      <span class="flex items-center gap-[5px]">
        <KeyboardKey>&gt;</KeyboardKey>
        pages and actions
      </span>
      <span class="flex items-center gap-[5px]">
        <KeyboardKey>@</KeyboardKey>
        people
      </span>
      <Show when={props.tookMs !== null}>
        <span class="ml-auto tabular-nums">Found in {props.tookMs} ms</span>
      </Show>
    </footer>
  );
}

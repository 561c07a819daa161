import SkipForward from "lucide-solid/icons/skip-forward";
import { Show } from "solid-js";
import type { SegmentKind } from "../../api/segments";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { SEGMENT_NAMES } from "./segmentSkipping";

interface SkipButtonProps {
  /** Undefined while there is nothing to skip. */
  kind: SegmentKind | undefined;
  onSkip: () => void;
}

/** Skips the intro, recap, credits or preview that plays. */
export function SkipButton(props: SkipButtonProps) {
  return (
    <Show when={props.kind}>
      {(kind) => (
        <button
          type="button"
          class="absolute right-8 bottom-(--above-controls) z-3 flex h-12 items-center gap-2.5 rounded-pill bg-art-glass pr-4 pl-4.5 text-15 font-strong text-on-art backdrop-blur-[30px] backdrop-saturate-150 transition-[background-color,transform] float press enter-rise hover:bg-art-fill phone:right-4"
          aria-keyshortcuts="S"
          onClick={() => props.onSkip()}
        >
          <SkipForward class="size-5" aria-hidden="true" />
          Skip {SEGMENT_NAMES[kind()]}
          <KeyboardKey class="phone:hidden pointer-coarse:hidden">S</KeyboardKey>
        </button>
      )}
    </Show>
  );
}

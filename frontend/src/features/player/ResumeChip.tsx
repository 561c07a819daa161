import { createEffect, onCleanup, Show } from "solid-js";
import { formatClock } from "../../lib/formatClock";

const SHOWN_MS = 9_000;

interface ResumeChipProps {
  /** The resume position in seconds; null after a start from the beginning. */
  at: number | undefined;
  /** A menu is open: on phones the note would cover its entries. */
  isHidden: boolean;
  onStartOver: () => void;
  onForget: () => void;
}

/** A note that playback has resumed, with a button to start over. */
export function ResumeChip(props: ResumeChipProps) {
  createEffect(() => {
    if (props.at === undefined) return;
    const timer = setTimeout(() => props.onForget(), SHOWN_MS);
    onCleanup(() => clearTimeout(timer));
  });

  return (
    <Show when={!props.isHidden && props.at}>
      {(at) => (
        <p class="absolute bottom-[132px] left-8 z-2 flex h-11 items-center gap-2 rounded-pill bg-art-glass pr-1.5 pl-4 text-14 backdrop-blur-[20px] enter-rise phone:top-20 phone:bottom-auto phone:left-4">
          <span class="tabular-nums">Resumed at {formatClock(at())}</span>
          <button
            type="button"
            class="h-8 rounded-pill px-3 font-strong text-on-art-accent transition-[background-color,transform] press hover:bg-art-fill"
            onClick={() => props.onStartOver()}
          >
            Start over
          </button>
        </p>
      )}
    </Show>
  );
}

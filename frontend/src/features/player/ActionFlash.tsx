import { createSignal, onCleanup, Show } from "solid-js";
import { Button } from "../../ui/Button";

const SHOWN_MS = 700;

/** A short text over the video that confirms a shortcut. */
export function createFlash() {
  const [text, setText] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return {
    text,
    show: (text: string | null) => {
      if (text === null) return;
      setText(text);
      clearTimeout(timer);
      timer = setTimeout(() => setText(undefined), SHOWN_MS);
    },
  };
}

export function Flash(props: { text: string | undefined }) {
  return (
    <div class="pointer-events-none absolute inset-x-0 top-[18%] z-3 text-center" role="status">
      <Show when={props.text}>
        {(text) => (
          <span class="inline-block rounded-pill bg-art-glass px-5 py-2.5 text-17 font-strong tabular-nums backdrop-blur-[20px] enter-fade">
            {text()}
          </span>
        )}
      </Show>
    </div>
  );
}

interface WaitingRingProps {
  shown: boolean;
  /** What is waited for. */
  reason?: string;
  /** Set once the viewer may try again. */
  onRetry?: () => void;
}

/** The buffering spinner. Shown with a delay, so that short waits show nothing. */
export function WaitingRing(props: WaitingRingProps) {
  return (
    <Show when={props.shown}>
      <div
        class="pointer-events-none absolute inset-0 grid place-items-center [animation:fade_300ms_400ms_linear_backwards]"
        role="status"
        aria-label="Loading"
      >
        <i class="size-14 rounded-full border-3 border-art-fill border-t-on-art [animation:turn_900ms_linear_infinite]" />
        <Show when={props.reason}>
          <p class="absolute inset-x-8 top-[58%] text-center text-15 text-pretty">
            <span class="inline-block rounded-control bg-art-glass px-4 py-2 backdrop-blur-[20px]">
              {props.reason}
            </span>
          </p>
        </Show>
      </div>
      <Show when={props.onRetry}>
        {(retry) => (
          <div class="pointer-events-none absolute inset-x-0 top-[calc(58%+56px)] z-3 text-center enter-fade">
            <Button
              tone="primary"
              size="medium"
              class="pointer-events-auto"
              onClick={() => retry()()}
            >
              Try again
            </Button>
          </div>
        )}
      </Show>
    </Show>
  );
}

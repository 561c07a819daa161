import { createSignal, onCleanup, Show } from "solid-js";

const SHOWN_MS = 700;

/** A few words over the picture that say what a key did. */
export function createFlash() {
  const [words, setWords] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return {
    words,
    show: (text: string | null) => {
      if (text === null) return;
      setWords(text);
      clearTimeout(timer);
      timer = setTimeout(() => setWords(undefined), SHOWN_MS);
    },
  };
}

export function Flash(props: { words: string | undefined }) {
  return (
    <div class="pointer-events-none absolute inset-x-0 top-[18%] z-3 text-center" role="status">
      <Show when={props.words}>
        {(words) => (
          <span class="inline-block rounded-pill bg-art-glass px-5 py-2.5 text-17 font-strong tabular-nums backdrop-blur-[20px] enter-fade">
            {words()}
          </span>
        )}
      </Show>
    </div>
  );
}

/** The picture waits for its bytes. It comes late, so that short waits show nothing. */
export function WaitingRing(props: { shown: boolean }) {
  return (
    <Show when={props.shown}>
      <div
        class="pointer-events-none absolute inset-0 grid place-items-center [animation:fade_300ms_400ms_linear_backwards]"
        role="status"
        aria-label="Loading"
      >
        <i class="size-14 rounded-full border-3 border-art-fill border-t-on-art [animation:turn_900ms_linear_infinite]" />
      </div>
    </Show>
  );
}

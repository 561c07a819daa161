import { createSignal, onCleanup, onMount, Show } from "solid-js";

interface ClampedTextProps {
  text: string;
  /** Line clamp and text classes: "line-clamp-6 text-17". */
  clamp: string;
  class?: string;
}

/** Collapse blank lines: one would use up a visible line, and the last could show only "…". */
const BLANK_LINES = /\n\s*\n/g;

/** A text clamped to a few lines, with a button for the rest. Line breaks are kept. */
export function ClampedText(props: ClampedTextProps) {
  let text!: HTMLParagraphElement;
  const [open, setOpen] = createSignal(false);
  const [isCut, setCut] = createSignal(false);
  onMount(() => {
    const watch = new ResizeObserver(() => {
      if (!open()) setCut(text.scrollHeight > text.clientHeight + 1);
    });
    watch.observe(text);
    onCleanup(() => watch.disconnect());
  });
  return (
    <div>
      <p ref={text} class={`whitespace-pre-line ${props.class ?? ""} ${open() ? "" : props.clamp}`}>
        {open() ? props.text : props.text.replace(BLANK_LINES, "\n")}
      </p>
      <Show when={isCut() || open()}>
        <button
          type="button"
          class="mt-2 rounded-chip text-14 font-medium text-accent-text hover:underline"
          aria-expanded={open()}
          onClick={() => setOpen(!open())}
        >
          {open() ? "Less" : "More"}
        </button>
      </Show>
    </div>
  );
}

import { createSignal, onCleanup, onMount, Show } from "solid-js";

interface ClampedTextProps {
  text: string;
  /** The clamp, and how the text looks: "line-clamp-6 text-17". */
  clamp: string;
  class?: string;
}

/** An empty line would be one of the few, and the last of them could say no more than "…". */
const BLANK_LINES = /\n\s*\n/g;

/** A long text, cut after a few lines with a way to the rest. Line breaks in it are kept. */
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

import { createUniqueId, Show, splitProps, type JSX } from "solid-js";

interface TextAreaProps extends JSX.TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string;
  hint?: string;
}

/** A field for several lines of text. */
export function TextArea(props: TextAreaProps) {
  const [own, rest] = splitProps(props, ["label", "hint", "class"]);
  const id = createUniqueId();
  return (
    <div class={`grid min-w-0 content-start gap-2 text-13 ${own.class ?? ""}`}>
      <label class="text-muted" for={id}>
        {own.label}
      </label>
      <textarea
        {...rest}
        id={id}
        dir="auto"
        aria-describedby={own.hint ? `${id}-note` : undefined}
        class="min-h-24 w-full resize-y rounded-control bg-surface-2 px-4 py-3 text-15 leading-[1.5] text-ink transition-shadow outline-none hairline placeholder:text-muted focus:shadow-[inset_0_0_0_1.5px_var(--accent),0_0_0_4px_color-mix(in_srgb,var(--accent)_16%,transparent)]"
      />
      <Show when={own.hint}>
        <p id={`${id}-note`} class="text-12 text-muted">
          {own.hint}
        </p>
      </Show>
    </div>
  );
}

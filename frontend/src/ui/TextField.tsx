import { createSignal, createUniqueId, Show, splitProps, type JSX } from "solid-js";

interface TextFieldProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** The label is for assistive technology only: other words stand beside the field. */
  isLabelHidden?: boolean;
  /** The validation error, shown below the field. */
  error?: string | null;
  hint?: string;
  /** A button at the end of the field. */
  end?: JSX.Element;
}

export function TextField(props: TextFieldProps) {
  const [own, rest] = splitProps(props, [
    "label",
    "isLabelHidden",
    "error",
    "hint",
    "end",
    "class",
    "id",
  ]);
  const generated = createUniqueId();
  const id = () => own.id ?? generated;
  // What the browser refuses on submit is shown here instead of in a bubble of its own.
  const [problem, setProblem] = createSignal("");
  const error = () => problem() || own.error;
  const note = () => error() ?? own.hint;
  const check = (input: HTMLInputElement) =>
    setProblem(input.validity.valueMissing ? "This is required." : input.validationMessage);
  const onInvalid = (event: Event & { currentTarget: HTMLInputElement }) => {
    event.preventDefault();
    check(event.currentTarget);
    event.currentTarget.form?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  };

  return (
    <div class={`grid min-w-0 content-start gap-2 text-13 ${own.class ?? ""}`}>
      <label class="text-muted" classList={{ "sr-only": own.isLabelHidden }} for={id()}>
        {own.label}
      </label>
      <div
        class="flex h-12 min-w-0 items-center gap-2 rounded-control bg-surface-2 pr-2 transition-shadow hairline has-[input:focus]:shadow-[inset_0_0_0_1.5px_var(--accent),0_0_0_4px_color-mix(in_srgb,var(--accent)_16%,transparent)]"
        classList={{
          "shadow-[inset_0_0_0_1.5px_var(--bad)]!": Boolean(error()),
        }}
      >
        <input
          {...rest}
          id={id()}
          onInvalid={onInvalid}
          on:input={(event) => problem() && check(event.currentTarget)}
          aria-invalid={error() ? true : undefined}
          aria-describedby={note() ? `${id()}-note` : undefined}
          class="h-full min-w-0 flex-1 rounded-control bg-transparent pl-4 text-15 text-ink outline-none placeholder:text-muted"
        />
        {own.end}
      </div>
      <Show when={note()}>
        <p id={`${id()}-note`} class={`text-12 ${error() ? "text-bad" : "text-muted"}`}>
          {note()}
        </p>
      </Show>
    </div>
  );
}

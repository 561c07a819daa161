import ChevronDown from "lucide-solid/icons/chevron-down";
import { createUniqueId, For, Show } from "solid-js";

export interface SelectOption {
  value: string;
  label: string;
}

interface SelectFieldProps {
  label: string;
  options: readonly SelectOption[];
  value: string;
  onChange: (value: string) => void;
  /** The label is for assistive technology only: other words stand beside the field. */
  isLabelHidden?: boolean;
  hint?: string;
  error?: string | null;
  disabled?: boolean;
  class?: string;
}

/** A native select with a label. */
export function SelectField(props: SelectFieldProps) {
  const id = createUniqueId();
  const note = () => props.error ?? props.hint;
  return (
    <div class={`grid min-w-0 content-start gap-2 text-13 ${props.class ?? ""}`}>
      <label class="text-muted" classList={{ "sr-only": props.isLabelHidden }} for={id}>
        {props.label}
      </label>
      <div class="relative">
        <select
          id={id}
          class="h-12 w-full cursor-pointer appearance-none truncate rounded-control bg-surface-2 pr-10 pl-4 text-15 text-ink hairline outline-none focus-visible:shadow-[inset_0_0_0_1.5px_var(--accent),0_0_0_4px_color-mix(in_srgb,var(--accent)_16%,transparent)] disabled:opacity-50"
          aria-describedby={note() ? `${id}-note` : undefined}
          aria-invalid={props.error ? true : undefined}
          disabled={props.disabled}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        >
          <For each={props.options}>
            {(option) => (
              <option
                class="bg-surface-2"
                value={option.value}
                selected={option.value === props.value}
              >
                {option.label}
              </option>
            )}
          </For>
        </select>
        <ChevronDown
          class="pointer-events-none absolute top-1/2 right-3.5 size-4 -translate-y-1/2 text-muted"
          aria-hidden="true"
        />
      </div>
      <Show when={note()}>
        <p id={`${id}-note`} class={`text-12 ${props.error ? "text-bad" : "text-muted"}`}>
          {note()}
        </p>
      </Show>
    </div>
  );
}

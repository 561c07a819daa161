import { createUniqueId, Show } from "solid-js";

interface SwitchProps {
  label: string;
  /** A one-line description. */
  text?: string;
  /** The label is for assistive technology only: other words stand beside the switch. */
  isLabelHidden?: boolean;
  checked: boolean;
  disabled?: boolean;
  /** Of a promise: when it has settled, the switch shows `checked` again, also after a refusal. */
  onChange: (checked: boolean) => unknown;
  class?: string;
}

/** A switch that applies at once. */
export function Switch(props: SwitchProps) {
  const id = createUniqueId();
  const toggle = async (input: HTMLInputElement) => {
    const saved = props.onChange(input.checked);
    if (!(saved instanceof Promise)) return;
    try {
      await saved;
    } finally {
      input.checked = props.checked;
    }
  };
  return (
    <label
      class={`relative flex cursor-pointer items-center justify-between gap-5 py-1.5 ${props.class ?? ""}`}
      classList={{ "opacity-50": props.disabled }}
    >
      <span class="min-w-0" classList={{ "sr-only": props.isLabelHidden }}>
        <span class="block text-15 font-medium tracking-[-.01em]">{props.label}</span>
        <Show when={props.text}>
          <span id={`${id}-text`} class="block text-13 text-muted">
            {props.text}
          </span>
        </Show>
      </span>
      <input
        type="checkbox"
        role="switch"
        class="peer sr-only"
        aria-label={props.label}
        aria-describedby={props.text ? `${id}-text` : undefined}
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => void toggle(event.currentTarget)}
      />
      <span
        class="relative h-[26px] w-11 flex-none rounded-pill bg-fill-3 transition-colors peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-3 peer-focus-visible:outline-accent after:absolute after:top-[3px] after:left-[3px] after:size-5 after:rounded-full after:bg-knob after:shadow-small after:transition-transform peer-checked:after:translate-x-[18px]"
        aria-hidden="true"
      />
    </label>
  );
}

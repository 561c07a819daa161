import { createUniqueId, For, type JSX } from "solid-js";
import { ScrollableRow } from "./ScrollableRow";

export interface Option<T extends string> {
  value: T;
  label: JSX.Element;
}

interface RadioGroupProps<T extends string> {
  /** The accessible name of the group. */
  label: string;
  options: readonly Option<T>[];
  value: T;
  /** Of a promise: when it has settled, the control shows `value` again, also after a refusal. */
  onChange: (value: T) => unknown;
  class?: string;
}

/** Radio buttons: one tab stop, arrow keys select. */
function Options<T extends string>(props: RadioGroupProps<T> & { look: string }) {
  const name = createUniqueId();
  const inputs = new Map<T, HTMLInputElement>();
  const choose = async (value: T) => {
    const saved = props.onChange(value);
    if (!(saved instanceof Promise)) return;
    try {
      await saved;
    } finally {
      for (const [each, input] of inputs) input.checked = each === props.value;
    }
  };
  return (
    <For each={props.options}>
      {(option) => (
        // The input is positioned inside its label: otherwise it would overflow the page.
        <label class={`relative cursor-pointer ${props.look}`}>
          <input
            ref={(input) => inputs.set(option.value, input)}
            type="radio"
            class="sr-only"
            name={name}
            checked={option.value === props.value}
            onChange={() => void choose(option.value)}
          />
          {option.label}
        </label>
      )}
    </For>
  );
}

const FOCUS =
  "has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-accent";

const PILL = `reach inline-flex h-9 flex-none items-center gap-2 rounded-pill px-4 text-14 whitespace-nowrap text-muted transition-[background-color,color] hairline hover:bg-fill hover:text-ink has-checked:bg-btn has-checked:font-strong has-checked:text-on-btn has-checked:shadow-none ${FOCUS}`;

const SEGMENT = `reach inline-flex h-8 flex-none items-center gap-[7px] rounded-pill px-3.5 text-13 text-muted transition-[background-color,color] hover:text-ink has-checked:bg-seg has-checked:font-strong has-checked:text-ink has-checked:shadow-small [&>svg]:size-4 ${FOCUS}`;

/** Radio pills in a row: seasons, title types. */
export function Pills<T extends string>(props: RadioGroupProps<T>) {
  return (
    <ScrollableRow
      as="div"
      role="radiogroup"
      label={props.label}
      chosen="label:has(:checked)"
      at={props.value}
      class={props.class}
    >
      <Options {...props} look={PILL} />
    </ScrollableRow>
  );
}

/** Radio buttons in one segmented control: themes, views. */
export function SegmentedControl<T extends string>(props: RadioGroupProps<T>) {
  return (
    <div
      role="radiogroup"
      aria-label={props.label}
      class={`inline-flex gap-0.5 rounded-pill bg-fill p-[3px] ${props.class ?? ""}`}
    >
      <Options {...props} look={SEGMENT} />
    </div>
  );
}

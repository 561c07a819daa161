import { createUniqueId, For, type JSX } from "solid-js";
import { ScrollableRow } from "./ScrollableRow";

export interface Option<T extends string> {
  value: T;
  label: JSX.Element;
}

interface RadioGroupProps<T extends string> {
  /** What is being chosen, for those who do not see the page. */
  label: string;
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
  class?: string;
}

/** Radio buttons underneath: one stop for Tab, arrows choose. */
function Options<T extends string>(props: RadioGroupProps<T> & { look: string }) {
  const name = createUniqueId();
  return (
    <For each={props.options}>
      {(option) => (
        // The button lies in its label: one that does not would lie beside the page.
        <label class={`relative cursor-pointer ${props.look}`}>
          <input
            type="radio"
            class="sr-only"
            name={name}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
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

/** One of several, as pills in a line: seasons, kinds. */
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

/** One of a few, side by side in one control: themes, views. */
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

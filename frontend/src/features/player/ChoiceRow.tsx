import Check from "lucide-solid/icons/check";
import { Show } from "solid-js";

interface ChoiceRowProps {
  /** The radio group that it belongs to. */
  group: string;
  label: string;
  note?: string;
  checked: boolean;
  onChoose: () => void;
}

/** One of several choices in a panel: one tab stop for the group, arrow keys select. */
export function ChoiceRow(props: ChoiceRowProps) {
  return (
    <label class="relative flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-3 py-1.5 text-14 hover:bg-art-fill has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-on-art-accent">
      <input
        type="radio"
        class="sr-only"
        name={props.group}
        checked={props.checked}
        onChange={() => props.onChoose()}
      />
      <span class="w-4 flex-none text-on-art-accent [&>svg]:size-4">
        <Show when={props.checked}>
          <Check aria-hidden="true" />
        </Show>
      </span>
      <span class="min-w-0 flex-1">{props.label}</span>
      <Show when={props.note}>
        <span class="flex-none text-12 text-on-art-muted">{props.note}</span>
      </Show>
    </label>
  );
}

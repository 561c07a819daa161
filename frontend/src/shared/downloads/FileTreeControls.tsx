import ChevronsUp from "lucide-solid/icons/chevrons-up";
import { createEffect } from "solid-js";
import type { FilePriority } from "../../api/types";
import { type CheckState } from "./fileSelection";

export function SelectionCheckbox(props: { name: string; check: CheckState; onPress: () => void }) {
  let box!: HTMLInputElement;
  // The browser toggles both on a click; the selection decides what is shown.
  const show = () => {
    box.checked = props.check === "all";
    box.indeterminate = props.check === "some";
  };
  createEffect(show);
  return (
    <label class="reach flex flex-none cursor-pointer">
      <input
        ref={box}
        type="checkbox"
        class="size-[18px] cursor-pointer accent-accent"
        aria-label={props.name}
        onChange={() => {
          props.onPress();
          show();
        }}
      />
    </label>
  );
}

interface PriorityButtonProps {
  name: string;
  priority: FilePriority | null;
  onChange: (priority: FilePriority) => void;
}

/** High or normal priority. The checkbox shows whether a file is skipped. */
export function PriorityButton(props: PriorityButtonProps) {
  const isHigh = () => props.priority === "high";
  return (
    <button
      type="button"
      class="reach grid size-7 flex-none place-items-center rounded-full transition-[opacity,background-color,color] hover:bg-fill-2"
      classList={{
        "bg-accent/14 text-accent-text": isHigh(),
        "text-faint desk:opacity-0 desk:group-hover/line:opacity-100 desk:focus-visible:opacity-100":
          !isHigh(),
      }}
      aria-pressed={isHigh()}
      aria-label={`${props.name}, high priority`}
      title="High priority"
      onClick={() => props.onChange(isHigh() ? "normal" : "high")}
    >
      <ChevronsUp class="size-4" aria-hidden="true" />
    </button>
  );
}

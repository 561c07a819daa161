import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";

interface TurnButtonProps {
  side: "left" | "right";
  shown: boolean;
  onClick: () => void;
  /** Where it stands and how large it is; it comes when its group `strip` is pointed at. */
  class: string;
}

/** For the mouse only: the keyboard has its arrows, the finger its swipe. */
export function TurnButton(props: TurnButtonProps) {
  return (
    <button
      type="button"
      tabindex="-1"
      aria-hidden="true"
      class={`absolute top-1/2 z-3 grid -translate-y-1/2 place-items-center rounded-full opacity-0 transition-opacity glass group-hover/strip:opacity-100 hover:bg-surface-3 disabled:pointer-events-none disabled:opacity-0! phone:hidden pointer-coarse:hidden ${props.class}`}
      disabled={!props.shown}
      onClick={() => props.onClick()}
    >
      {props.side === "left" ? (
        <ChevronLeft class="size-5" aria-hidden="true" />
      ) : (
        <ChevronRight class="size-5" aria-hidden="true" />
      )}
    </button>
  );
}

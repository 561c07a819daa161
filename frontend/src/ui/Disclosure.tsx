import ChevronRight from "lucide-solid/icons/chevron-right";
import type { JSX } from "solid-js";

interface DisclosureProps {
  /** Always shown; a press on it folds and unfolds the rest. */
  summary: JSX.Element;
  class?: string;
  summaryClass?: string;
  onToggle?: (isOpen: boolean) => void;
  children: JSX.Element;
}

/** Text that is folded until it is asked for. */
export function Disclosure(props: DisclosureProps) {
  return (
    <details
      class={`group/more ${props.class ?? ""}`}
      onToggle={(event) => props.onToggle?.(event.currentTarget.open)}
    >
      <summary
        class={`flex cursor-pointer list-none items-center gap-2 rounded-chip [&::-webkit-details-marker]:hidden ${props.summaryClass ?? ""}`}
      >
        <ChevronRight
          class="size-4 flex-none text-muted transition-transform group-open/more:rotate-90"
          aria-hidden="true"
        />
        <span class="min-w-0 flex-1">{props.summary}</span>
      </summary>
      {props.children}
    </details>
  );
}

import ChevronDown from "lucide-solid/icons/chevron-down";
import Settings from "lucide-solid/icons/settings-2";
import type { JSX } from "solid-js";

/** A collapsed group of rarely needed options. A link to one of them expands it. */
export function FoldedOptions(props: { text: string; children: JSX.Element }) {
  return (
    <details class="group/fold">
      <summary class="flex cursor-pointer list-none items-center gap-4 rounded-card bg-surface-1 px-5 py-4 hairline [&::-webkit-details-marker]:hidden">
        <Settings class="size-[18px] flex-none" aria-hidden="true" />
        <span class="min-w-0 flex-1">
          <span class="block text-15 font-strong">Advanced</span>
          <span class="block text-13 text-muted">{props.text}</span>
        </span>
        <ChevronDown
          class="size-[18px] flex-none text-muted transition-transform group-open/fold:rotate-180"
          aria-hidden="true"
        />
      </summary>
      <div class="mt-8 grid grid-cols-1 gap-10">{props.children}</div>
    </details>
  );
}

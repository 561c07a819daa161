import type { JSX } from "solid-js";

/** A keyboard key. */
export function KeyboardKey(props: { children: JSX.Element; class?: string }) {
  return (
    <kbd
      class={`inline-flex h-[22px] min-w-[22px] items-center justify-center rounded-chip border border-line bg-fill px-1.5 font-sans text-11 leading-none font-medium text-muted ${props.class ?? ""}`}
    >
      {props.children}
    </kbd>
  );
}

import { A, type AnchorProps } from "@solidjs/router";
import { splitProps, type JSX } from "solid-js";

const BASE =
  "inline-flex h-9 flex-none items-center gap-2 rounded-pill px-4 text-14 whitespace-nowrap transition-[background-color,color,box-shadow] [&>svg]:size-4";
const ON = "bg-btn font-strong text-on-btn";
const OFF = "hairline text-muted hover:bg-fill hover:text-ink";

interface Chosen {
  /** Whether this is the chosen one. */
  on?: boolean;
}

export function Chip(props: JSX.ButtonHTMLAttributes<HTMLButtonElement> & Chosen) {
  const [own, rest] = splitProps(props, ["on", "class"]);
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={own.on ?? false}
      class={`${BASE} ${own.on ? ON : OFF} ${own.class ?? ""}`}
    />
  );
}

export function ChipLink(props: AnchorProps & Chosen) {
  const [own, rest] = splitProps(props, ["on", "class"]);
  return (
    <A
      {...rest}
      aria-current={own.on ? "page" : undefined}
      class={`${BASE} ${own.on ? ON : OFF} ${own.class ?? ""}`}
    />
  );
}

/** Chips in one line that scrolls sideways when it does not fit. */
export function ChipRow(props: { label: string; children: JSX.Element; class?: string }) {
  return (
    <nav
      aria-label={props.label}
      class={`-mx-(--gutter) flex scroll-px-(--gutter) gap-2 overflow-x-auto px-(--gutter) py-2 [scrollbar-width:none] ${props.class ?? ""}`}
    >
      {props.children}
    </nav>
  );
}

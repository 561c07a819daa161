import { splitProps, type JSX } from "solid-js";

const BASE =
  "reach inline-flex h-9 flex-none items-center gap-2 rounded-pill px-4 text-14 whitespace-nowrap transition-[background-color,color,box-shadow] [&>svg]:size-4";
const ON = "bg-btn font-strong text-on-btn";
const OFF = "hairline text-muted hover:bg-fill hover:text-ink";

interface Chosen {
  /** Whether this chip is selected. */
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

/**
 * A plain link, which the router handles too: the router's `A` marks every link to this path as the
 * current page, regardless of the query string.
 */
export function ChipLink(props: JSX.AnchorHTMLAttributes<HTMLAnchorElement> & Chosen) {
  const [own, rest] = splitProps(props, ["on", "class"]);
  return (
    <a
      {...rest}
      aria-current={own.on ? "true" : undefined}
      class={`${BASE} ${own.on ? ON : OFF} ${own.class ?? ""}`}
    />
  );
}

/** How many are behind a chip; nothing while it is not known. */
export function ChipCount(props: { number: number | undefined }) {
  return (
    <span class="text-muted tabular-nums in-aria-pressed:text-current in-aria-[current=true]:text-current">
      {props.number?.toLocaleString("en-GB") ?? ""}
    </span>
  );
}

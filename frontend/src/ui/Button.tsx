import { A, type AnchorProps } from "@solidjs/router";
import { splitProps, type JSX } from "solid-js";

export type ButtonTone = "primary" | "plain" | "accent" | "ghost" | "danger";
export type ButtonSize = "large" | "medium" | "small";

const BASE =
  "reach inline-flex items-center justify-center rounded-pill font-strong tracking-[-.01em] whitespace-nowrap transition-[background-color,opacity,transform,color] press disabled:opacity-40";

const TONES: Record<ButtonTone, string> = {
  primary: "bg-btn text-on-btn hover:opacity-90",
  plain: "bg-fill-2 text-ink backdrop-blur-[20px] hover:bg-fill-3",
  accent: "bg-accent text-on-accent hover:opacity-90",
  ghost: "text-muted hover:bg-fill hover:text-ink",
  danger: "bg-bad/13 text-bad hover:bg-bad/20",
};

const SIZES: Record<ButtonSize, string> = {
  large: "h-12 gap-2.5 px-6 text-15",
  medium: "h-10 gap-2.5 px-[18px] text-14",
  small: "h-8 gap-[7px] px-3.5 text-13",
};

interface ButtonStyle {
  tone?: ButtonTone;
  size?: ButtonSize;
}

/** Button classes for other elements. */
export const buttonClass = (own: ButtonStyle & { class?: string }) =>
  `${BASE} ${TONES[own.tone ?? "plain"]} ${SIZES[own.size ?? "large"]} ${own.class ?? ""}`;

export function Button(props: JSX.ButtonHTMLAttributes<HTMLButtonElement> & ButtonStyle) {
  const [own, rest] = splitProps(props, ["tone", "size", "class", "type"]);
  return <button {...rest} type={own.type ?? "button"} class={buttonClass(own)} />;
}

/** A link styled as a button: it can be opened in a new tab. */
export function ButtonLink(props: AnchorProps & ButtonStyle) {
  const [own, rest] = splitProps(props, ["tone", "size", "class"]);
  return <A {...rest} class={buttonClass(own)} />;
}

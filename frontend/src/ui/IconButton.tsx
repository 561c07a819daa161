import { splitProps, type JSX } from "solid-js";

export type IconButtonTone = "plain" | "bare" | "glass" | "art" | "art-primary";
export type IconButtonSize = "large" | "medium" | "small";

const BASE =
  "reach grid flex-none place-items-center rounded-full transition-[background-color,color,opacity,transform] press disabled:opacity-40";

const TONES: Record<IconButtonTone, string> = {
  plain: "bg-fill-2 backdrop-blur-[20px] hover:bg-fill-3",
  bare: "text-muted hover:bg-fill hover:text-ink",
  glass: "glass hover:bg-surface-3",
  art: "bg-art-fill text-on-art hover:bg-art-fill-2",
  "art-primary": "bg-on-art text-on-art-btn hover:opacity-90",
};

const SIZES: Record<IconButtonSize, string> = {
  large: "size-12 [&>svg]:size-5",
  medium: "size-10 [&>svg]:size-[18px]",
  small: "size-8 [&>svg]:size-4",
};

interface IconButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** The accessible name; also the tooltip. */
  label: string;
  tone?: IconButtonTone;
  size?: IconButtonSize;
  /** For a toggle button: on or off. */
  pressed?: boolean;
}

export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ["label", "tone", "size", "pressed", "class", "type"]);
  return (
    <button
      {...rest}
      type={own.type ?? "button"}
      aria-label={own.label}
      title={own.label}
      aria-pressed={own.pressed}
      class={`${BASE} ${TONES[own.tone ?? "plain"]} ${SIZES[own.size ?? "large"]} ${own.class ?? ""}`}
      classList={{ "text-accent-text": own.pressed === true && own.tone !== "art" }}
    />
  );
}

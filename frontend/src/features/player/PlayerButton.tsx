import { splitProps, type JSX } from "solid-js";

interface PlayerButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  /** The keyboard shortcut. */
  keys?: string;
  /** For a toggle button: on or off. */
  pressed?: boolean;
}

export const PLAYER_BUTTON =
  "relative grid size-12 flex-none place-items-center rounded-full text-on-art transition-[background-color,color,transform] press hover:bg-art-fill disabled:opacity-40 phone:size-11 [&>svg]:size-6";

/** One in the bar above the video. */
export const PLAYER_TOP_BUTTON = `${PLAYER_BUTTON} bg-art-fill hover:bg-art-fill-2 [&>svg]:size-5!`;

/** A button over the video. */
export function PlayerButton(props: PlayerButtonProps) {
  const [own, rest] = splitProps(props, ["label", "keys", "pressed", "class"]);
  return (
    <button
      type="button"
      {...rest}
      aria-label={own.label}
      aria-keyshortcuts={own.keys}
      aria-pressed={own.pressed}
      title={own.keys ? `${own.label} (${own.keys})` : own.label}
      class={`${PLAYER_BUTTON} ${own.class ?? ""}`}
      classList={{ "text-on-art-accent!": own.pressed === true }}
    />
  );
}

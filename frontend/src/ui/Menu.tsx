import { createSignal, lazy, Show, Suspense, type JSX } from "solid-js";

export interface MenuItem {
  value: string;
  label: string;
  icon?: JSX.Element;
  /** A short note at the end of the line. */
  note?: string;
  /** For radio items: whether this one is selected. */
  chosen?: boolean;
  tone?: "bad";
  onSelect: () => void;
}

export interface MenuGroup {
  /** The group's heading; without it, groups are separated by space only. */
  title?: string;
  /** One row instead of lines: a star for each item with `chosen`, so many of them filled. */
  filledStars?: number;
  items: readonly MenuItem[];
}

export interface MenuProps {
  /** The content of the button that opens the menu. */
  trigger: JSX.Element;
  /** The accessible name of that button. */
  label: string;
  triggerClass?: string;
  header?: JSX.Element;
  groups: readonly MenuGroup[];
}

// Most menus are never opened: their code is loaded on hover, focus or the first press.
const OpenedMenu = lazy(() => import("./OpenedMenu"));

/** A button that opens a menu. */
export function Menu(props: MenuProps) {
  return (
    <MenuButton {...props} preload={() => OpenedMenu.preload()}>
      <OpenedMenu {...props} />
    </MenuButton>
  );
}

interface MenuButtonProps extends Pick<MenuProps, "trigger" | "label" | "triggerClass"> {
  preload: () => Promise<unknown>;
  /** The button with its menu, loaded with its items: shown from the first press on. */
  children: JSX.Element;
}

/** The button of a menu that has not been opened. */
export function MenuButton(props: MenuButtonProps) {
  const [isOpened, setOpened] = createSignal(false);
  const preload = () => void props.preload();
  const button = (
    <button
      type="button"
      aria-label={props.label}
      aria-haspopup="menu"
      title={props.label}
      class={triggerClass(props.triggerClass)}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={() => setOpened(true)}
    >
      {props.trigger}
    </button>
  );
  return (
    <Show when={isOpened()} fallback={button}>
      <Suspense fallback={button}>{props.children}</Suspense>
    </Show>
  );
}

export const triggerClass = (own: string | undefined) =>
  own ?? "reach rounded-full transition-transform press";

import { createSignal, ErrorBoundary, lazy, Show, Suspense, type JSX } from "solid-js";
import { NotLoaded } from "./lazyOverlay";
import { preloadOf } from "./lazyPart";

export interface MenuItem {
  value: string;
  label: string;
  icon?: JSX.Element;
  /** A short note at the end of the line. */
  note?: string;
  /** A letter that does the same on the focused poster. */
  key?: string;
  /** For an item that is one of a choice: whether it is selected. */
  chosen?: boolean;
  tone?: "bad";
  onSelect: () => void;
}

export interface MenuGroup {
  /** The group's heading; without it, groups are separated by space only. */
  title?: string;
  /** One row instead of lines: a star for each item with `chosen`, so many of them filled. */
  filledStars?: number;
  /** Several items can be chosen at once. */
  isMultiple?: boolean;
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
    <MenuButton {...props} preload={preloadOf(OpenedMenu)}>
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
  let open: () => void = () => setOpened(true);
  const button = (
    <button
      type="button"
      aria-label={props.label}
      aria-haspopup="menu"
      title={props.label}
      class={triggerClass(props.triggerClass)}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={() => open()}
    >
      {props.trigger}
    </button>
  );
  /** The same button stands where the menu did not load. */
  const focusSuccessor = () =>
    queueMicrotask(() => {
      if (document.activeElement === document.body && button instanceof HTMLElement) button.focus();
    });
  return (
    <Show when={isOpened()} fallback={button}>
      <ErrorBoundary
        fallback={(error: unknown, reset) => {
          open = reset;
          focusSuccessor();
          return (
            <>
              {button}
              <NotLoaded error={error} onRetry={reset} />
            </>
          );
        }}
      >
        <Suspense fallback={button}>{props.children}</Suspense>
      </ErrorBoundary>
    </Show>
  );
}

export const triggerClass = (own: string | undefined) =>
  own ?? "reach rounded-full transition-transform press";

import { Dialog as Ark } from "@ark-ui/solid/dialog";
import type { JSX } from "solid-js";
import { Portal } from "solid-js/web";
import { DismissOnOutsidePress } from "./DismissOnOutsidePress";
import { TOASTS } from "./toast";

export interface ModalProps {
  open: boolean;
  onClose: () => void;
  /** `alertdialog` for an action that cannot be undone. */
  role?: "dialog" | "alertdialog";
  /** The accessible name, when there is no `ModalTitle`. */
  label?: string;
  /** The element to focus; by default the first focusable one. */
  initialFocus?: () => HTMLElement | null;
  /** Classes for its position in the window. */
  place: string;
  /** Classes for its appearance. */
  look: string;
  ground?: string;
  /** It covers a side of the window, or the bottom on phones: toasts move out of its way. */
  isAside?: boolean;
  children: JSX.Element;
}

/**
 * A modal dialog: Esc and the backdrop close it, the page behind does not scroll, focus is trapped
 * inside and restored on close.
 */
export function Modal(props: ModalProps) {
  let content!: HTMLElement;
  return (
    <Ark.Root
      open={props.open}
      onOpenChange={(details) => {
        if (!details.open) props.onClose();
      }}
      onInteractOutside={(event) => {
        const { target } = event.detail.originalEvent;
        if (target instanceof Node && document.getElementById(TOASTS)?.contains(target))
          event.preventDefault();
      }}
      // The focus trap takes it back. An overlay that just left may return focus to its button.
      onFocusOutside={(event) => event.preventDefault()}
      role={props.role ?? "dialog"}
      aria-label={props.label}
      initialFocusEl={() => props.initialFocus?.() ?? null}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Ark.Backdrop
          class={`fixed inset-0 z-50 opened:enter-fade closing:leave-fade ${props.ground ?? "bg-scrim"}`}
        />
        <Ark.Positioner class={`fixed inset-0 z-50 ${props.place}`}>
          <Ark.Content
            class={`outline-none float closing:leave-fade ${props.look}`}
            data-aside={props.isAside ? "" : undefined}
            ref={(element) => (content = element)}
          >
            <DismissOnOutsidePress
              of={() => [content]}
              onPress={() => {
                if (props.open && props.role !== "alertdialog") props.onClose();
              }}
            />
            {props.children}
          </Ark.Content>
        </Ark.Positioner>
      </Portal>
    </Ark.Root>
  );
}

export const ModalTitle = Ark.Title;

import { Dialog as Ark } from "@ark-ui/solid/dialog";
import type { JSX } from "solid-js";
import { Portal } from "solid-js/web";

export interface ModalProps {
  open: boolean;
  onClose: () => void;
  /** `alertdialog` for something that cannot be undone. */
  role?: "dialog" | "alertdialog";
  /** Its name, when it has no `ModalTitle`. */
  label?: string;
  /** What takes the focus; otherwise the first thing that can. */
  initialFocus?: () => HTMLElement | null;
  /** How it lies in the window. */
  place: string;
  /** How it looks. */
  look: string;
  ground?: string;
  /** It fills a side, or the foot of a phone: notes keep out of its way. */
  isAside?: boolean;
  children: JSX.Element;
}

/**
 * Something over the page: Esc and the ground behind it close it, the page behind does not scroll,
 * focus stays inside and goes back after.
 */
export function Modal(props: ModalProps) {
  return (
    <Ark.Root
      open={props.open}
      onOpenChange={(details) => {
        if (!details.open) props.onClose();
      }}
      role={props.role ?? "dialog"}
      aria-label={props.label}
      initialFocusEl={() => props.initialFocus?.() ?? null}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Ark.Backdrop class={`fixed inset-0 z-50 enter-fade ${props.ground ?? "bg-scrim"}`} />
        <Ark.Positioner class={`fixed inset-0 z-50 ${props.place}`}>
          <Ark.Content
            class={`outline-none float ${props.look}`}
            data-aside={props.isAside ? "" : undefined}
          >
            {props.children}
          </Ark.Content>
        </Ark.Positioner>
      </Portal>
    </Ark.Root>
  );
}

export const ModalTitle = Ark.Title;

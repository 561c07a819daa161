import X from "lucide-solid/icons/x";
import { Show, type JSX } from "solid-js";
import { IconButton } from "./IconButton";
import { Modal, ModalText, ModalTitle } from "./Modal";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  text?: string;
  /** What is asked, between the words and the buttons. */
  children?: JSX.Element;
  /** The decision: at most two buttons, the safe one first. */
  actions?: JSX.Element;
  /** `alertdialog` for something that cannot be undone. */
  role?: "dialog" | "alertdialog";
  /** Wider than a question needs. */
  wide?: boolean;
}

/** For a decision. */
export function Dialog(props: DialogProps) {
  return (
    <Modal
      open={props.open}
      onClose={() => props.onClose()}
      role={props.role}
      ground="bg-scrim backdrop-blur-[6px]"
      place="grid place-items-center overflow-y-auto p-6"
      look={`relative w-full rounded-sheet bg-surface-2 p-6 enter-pop ${props.wide ? "max-w-[640px]" : "max-w-[440px]"}`}
    >
      <ModalTitle class="pr-10 text-22">{props.title}</ModalTitle>
      <Show when={props.text}>
        <ModalText class="mt-2 text-muted">{props.text}</ModalText>
      </Show>
      <IconButton
        label="Close"
        tone="bare"
        size="medium"
        class="absolute! top-4 right-4"
        onClick={() => props.onClose()}
      >
        <X />
      </IconButton>
      <Show when={props.children}>
        <div class="mt-5">{props.children}</div>
      </Show>
      <Show when={props.actions}>
        <div class="mt-6 flex flex-wrap justify-end gap-2.5">{props.actions}</div>
      </Show>
    </Modal>
  );
}

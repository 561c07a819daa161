import X from "lucide-solid/icons/x";
import { Show, type JSX } from "solid-js";
import { IconButton } from "./IconButton";
import { Modal, ModalTitle } from "./Modal";

interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** A wide picture behind the title. */
  art?: JSX.Element;
  /** A line above the title. */
  eyebrow?: string;
  children: JSX.Element;
  /** Buttons fixed at the bottom while the content scrolls. */
  actions?: JSX.Element;
}

/** For details: from the right on desktops, from the bottom on phones. */
export function Sheet(props: SheetProps) {
  return (
    <Modal
      open={props.open}
      onClose={() => props.onClose()}
      isAside
      place="flex justify-end p-3 phone:items-end phone:p-0"
      look="flex h-full w-[420px] max-w-full flex-col rounded-sheet bg-surface-2 opened:enter-side phone:h-auto phone:max-h-[86dvh] phone:w-full phone:rounded-b-none phone:opened:enter-rise"
    >
      <header
        class="relative isolate flex gap-4 p-6 pb-4"
        classList={{ "items-start": !props.art, "items-end pt-28": props.art !== undefined }}
      >
        <Show when={props.art}>
          <div
            class="absolute inset-0 -z-1 overflow-hidden rounded-t-sheet mask-[linear-gradient(#000_25%,#0003_60%,transparent)]"
            aria-hidden="true"
          >
            {props.art}
          </div>
        </Show>
        <div class="min-w-0 flex-1">
          <Show when={props.eyebrow}>
            <p class="mb-1 text-13" classList={{ "text-muted": !props.art }}>
              {props.eyebrow}
            </p>
          </Show>
          <ModalTitle class="text-28 tracking-[-.03em]">{props.title}</ModalTitle>
        </div>
        <IconButton
          label="Close"
          tone="bare"
          size="medium"
          class={props.art ? "absolute! top-4 right-4 bg-art-glass! text-on-art!" : "-mt-1 -mr-2"}
          onClick={() => props.onClose()}
        >
          <X />
        </IconButton>
      </header>
      {/* In the tab order, so that content without controls can be scrolled by keyboard. */}
      <div tabindex="0" class="min-h-0 flex-1 overflow-y-auto px-6 pb-6 -outline-offset-2">
        {props.children}
      </div>
      <Show when={props.actions}>
        <footer class="flex flex-wrap gap-2.5 border-t border-line px-6 py-4">
          {props.actions}
        </footer>
      </Show>
    </Modal>
  );
}

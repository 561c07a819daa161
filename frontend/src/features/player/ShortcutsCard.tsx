import { Dialog } from "@ark-ui/solid/dialog";
import X from "lucide-solid/icons/x";
import { For } from "solid-js";
import { IconButton } from "../../ui/IconButton";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { DismissOnOutsidePress } from "../../ui/DismissOnOutsidePress";
import type { KeyEntry } from "./playerShortcuts";

interface ShortcutsCardProps {
  keys: readonly KeyEntry[];
  open: boolean;
  onClose: () => void;
}

/** The list of shortcuts. Rendered inside the player, so that it is visible in full screen. */
export function ShortcutsCard(props: ShortcutsCardProps) {
  let content!: HTMLElement;
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={(details) => {
        if (!details.open) props.onClose();
      }}
      lazyMount
      unmountOnExit
    >
      <Dialog.Backdrop class="absolute inset-0 z-20 bg-scrim opened:enter-fade closing:leave-fade" />
      <Dialog.Positioner class="absolute inset-0 z-20 grid place-items-center overflow-y-auto p-6">
        <Dialog.Content
          ref={(element) => (content = element)}
          class="w-full max-w-[440px] rounded-sheet bg-surface-2 p-6 outline-none float opened:enter-pop closing:leave-fade"
        >
          <DismissOnOutsidePress
            of={() => [content]}
            onPress={() => {
              if (props.open) props.onClose();
            }}
          />
          <header class="mb-4 flex items-center justify-between">
            <Dialog.Title class="text-22">Keyboard shortcuts</Dialog.Title>
            <IconButton label="Close" tone="bare" size="medium" onClick={() => props.onClose()}>
              <X />
            </IconButton>
          </header>
          <dl class="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2.5 text-14">
            <For each={props.keys}>
              {(entry) => (
                <>
                  <dt class="flex gap-1.5">
                    <For each={entry.keys}>{(key) => <KeyboardKey>{key}</KeyboardKey>}</For>
                  </dt>
                  <dd class="text-muted">{entry.does}</dd>
                </>
              )}
            </For>
          </dl>
        </Dialog.Content>
      </Dialog.Positioner>
    </Dialog.Root>
  );
}

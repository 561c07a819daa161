import { Popover } from "@ark-ui/solid/popover";
import type { JSX } from "solid-js";
import { DismissOnOutsidePress } from "../../ui/DismissOnOutsidePress";
import { PLAYER_BUTTON } from "./PlayerButton";

/** What opens over the video; on phones a sheet at the lower edge. */
export const PLAYER_SHEET =
  "z-10 overflow-y-auto rounded-card bg-art-glass p-2 text-on-art outline-none backdrop-blur-[30px] backdrop-saturate-150 float opened:enter-pop closing:leave-fade phone:max-h-[70dvh] phone:w-full! phone:rounded-b-none phone:bg-stage/95 phone:pb-6";
/** Its place: next to its button, and on phones the whole lower edge. */
export const PLAYER_SHEET_PLACE =
  "z-10 phone:fixed! phone:inset-x-0! phone:top-auto! phone:bottom-0! phone:w-full! phone:min-w-0! phone:transform-none!";

interface PlayerPopoverProps {
  label: string;
  trigger: JSX.Element;
  keys?: string;
  isOn?: boolean;
  class?: string;
  onOpenChange: (open: boolean) => void;
  children: (close: () => void) => JSX.Element;
}

/** A panel of controls over the video. Rendered inside the player, so that it is visible in full screen. */
export function PlayerPopover(props: PlayerPopoverProps) {
  let trigger!: HTMLElement;
  let content!: HTMLElement;
  return (
    <Popover.Root
      positioning={{ placement: "top-end", gutter: 12 }}
      onOpenChange={(details) => props.onOpenChange(details.open)}
      lazyMount
      unmountOnExit
    >
      <Popover.Trigger
        ref={(element) => (trigger = element)}
        class={PLAYER_BUTTON}
        classList={{ "text-on-art-accent!": props.isOn ?? false }}
        aria-label={props.label}
        aria-keyshortcuts={props.keys}
        title={props.keys ? `${props.label} (${props.keys})` : props.label}
      >
        {props.trigger}
      </Popover.Trigger>
      <Popover.Positioner class={PLAYER_SHEET_PLACE}>
        <Popover.Content
          ref={(element) => (content = element)}
          aria-label={props.label}
          class={`${PLAYER_SHEET} max-h-[64dvh] ${props.class ?? "w-[332px]"}`}
        >
          <Popover.Context>
            {(popover) => (
              <>
                <DismissOnOutsidePress
                  of={() => [trigger, content]}
                  onPress={() => popover().setOpen(false)}
                />
                {props.children(() => popover().setOpen(false))}
              </>
            )}
          </Popover.Context>
        </Popover.Content>
      </Popover.Positioner>
    </Popover.Root>
  );
}

import { Menu } from "@ark-ui/solid/menu";
import type { JSX } from "solid-js";
import { DismissOnOutsidePress } from "../../ui/DismissOnOutsidePress";
import { PLAYER_BUTTON, PLAYER_TOP_BUTTON } from "./PlayerButton";
import { PLAYER_SHEET, PLAYER_SHEET_PLACE } from "./PlayerPopover";

export const PLAYER_MENU_ITEM =
  "flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-3 text-14 data-highlighted:bg-art-fill";

interface PlayerMenuFrameProps {
  /** The accessible name of the button. */
  label: string;
  /** Its tooltip, when that is another text. */
  title?: string;
  trigger: JSX.Element;
  /** In the bar above the video: it opens downwards. */
  isInTopBar?: boolean;
  /** Of the button. */
  class?: string;
  /** Of what opens. */
  contentClass: string;
  onSelect?: (value: string) => void;
  onOpenChange: (open: boolean) => void;
  children: JSX.Element;
}

/** A menu over the video and its button. Rendered inside the player, so that it is visible in full screen. */
export function PlayerMenuFrame(props: PlayerMenuFrameProps) {
  let trigger!: HTMLElement;
  let content!: HTMLElement;
  return (
    <Menu.Root
      positioning={{ placement: props.isInTopBar ? "bottom-end" : "top-end", gutter: 12 }}
      onOpenChange={(details) => props.onOpenChange(details.open)}
      onSelect={(details) => props.onSelect?.(details.value)}
      lazyMount
      unmountOnExit
    >
      <Menu.Trigger
        ref={(element) => (trigger = element)}
        class={`${props.isInTopBar ? PLAYER_TOP_BUTTON : PLAYER_BUTTON} ${props.class ?? ""}`}
        aria-label={props.label}
        title={props.title ?? props.label}
      >
        {props.trigger}
      </Menu.Trigger>
      <Menu.Positioner class={PLAYER_SHEET_PLACE}>
        <Menu.Content
          ref={(element) => (content = element)}
          class={`${PLAYER_SHEET} ${props.contentClass}`}
        >
          <Menu.Context>
            {(menu) => (
              <DismissOnOutsidePress
                of={() => [trigger, content]}
                onPress={() => menu().setOpen(false)}
              />
            )}
          </Menu.Context>
          {props.children}
        </Menu.Content>
      </Menu.Positioner>
    </Menu.Root>
  );
}

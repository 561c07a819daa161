import { Menu } from "@ark-ui/solid/menu";
import Check from "lucide-solid/icons/check";
import { For, Show, type JSX } from "solid-js";
import { PressOutside } from "../../ui/PressOutside";
import { PLAYER_BUTTON } from "./PlayerButton";
import { PLAYER_SHEET, PLAYER_SHEET_PLACE } from "./PlayerPopover";

export interface PlayerChoice {
  value: string;
  label: string;
  note?: string;
}

interface PlayerMenuProps {
  label: string;
  trigger: JSX.Element;
  choices: readonly PlayerChoice[];
  chosen: string;
  onChoose: (value: string) => void;
  onOpenChange: (open: boolean) => void;
  /** Highlights the button while a value other than the default is selected. */
  isOn?: boolean;
  /** Of the button. */
  class?: string;
}

/** A radio menu over the video. Rendered inside the player, so that it is visible in full screen. */
export function PlayerMenu(props: PlayerMenuProps) {
  let trigger!: HTMLElement;
  let content!: HTMLElement;
  return (
    <Menu.Root
      positioning={{ placement: "top-end", gutter: 12 }}
      onOpenChange={(details) => props.onOpenChange(details.open)}
      lazyMount
      unmountOnExit
    >
      <Menu.Trigger
        ref={(element) => (trigger = element)}
        class={`${PLAYER_BUTTON} text-15 font-strong tabular-nums ${props.class ?? ""}`}
        classList={{ "text-on-art-accent!": props.isOn ?? false }}
        aria-label={`${props.label}: ${props.choices.find((each) => each.value === props.chosen)?.label ?? "off"}`}
        title={props.label}
      >
        {props.trigger}
      </Menu.Trigger>
      <Menu.Positioner class={PLAYER_SHEET_PLACE}>
        <Menu.Content
          ref={(element) => (content = element)}
          class={`${PLAYER_SHEET} max-h-[50dvh] min-w-44`}
        >
          <Menu.Context>
            {(menu) => (
              <PressOutside of={() => [trigger, content]} onPress={() => menu().setOpen(false)} />
            )}
          </Menu.Context>
          <Menu.RadioItemGroup
            value={props.chosen}
            onValueChange={(details) => props.onChoose(details.value)}
          >
            <Menu.ItemGroupLabel class="block px-3 pt-2 pb-1.5 text-12 text-on-art-muted">
              {props.label}
            </Menu.ItemGroupLabel>
            <For each={props.choices}>
              {(choice) => (
                <Menu.RadioItem
                  value={choice.value}
                  class="flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-3 text-14 tabular-nums data-highlighted:bg-art-fill"
                >
                  <span class="w-4 text-on-art-accent [&>svg]:size-4">
                    <Show when={choice.value === props.chosen}>
                      <Check aria-hidden="true" />
                    </Show>
                  </span>
                  {choice.label}
                  <Show when={choice.note}>
                    <span class="ml-auto pl-6 text-12 text-on-art-muted">{choice.note}</span>
                  </Show>
                </Menu.RadioItem>
              )}
            </For>
          </Menu.RadioItemGroup>
        </Menu.Content>
      </Menu.Positioner>
    </Menu.Root>
  );
}

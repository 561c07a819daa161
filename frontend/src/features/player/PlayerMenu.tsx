import { Menu } from "@ark-ui/solid/menu";
import Check from "lucide-solid/icons/check";
import { For, Show, type JSX } from "solid-js";
import { PLAYER_MENU_ITEM, PlayerMenuFrame } from "./PlayerMenuFrame";

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

/** A radio menu over the video. */
export function PlayerMenu(props: PlayerMenuProps) {
  const chosen = () => props.choices.find((each) => each.value === props.chosen);
  return (
    <PlayerMenuFrame
      label={`${props.label}: ${chosen()?.label ?? "off"}`}
      title={props.label}
      trigger={props.trigger}
      class={`text-15 font-strong tabular-nums ${props.isOn ? "text-on-art-accent!" : ""} ${props.class ?? ""}`}
      contentClass="max-h-[50dvh] min-w-44"
      onOpenChange={props.onOpenChange}
    >
      <Menu.RadioItemGroup
        value={props.chosen}
        onValueChange={(details) => props.onChoose(details.value)}
      >
        <Menu.ItemGroupLabel class="block px-3 pt-2 pb-1.5 text-12 text-on-art-muted">
          {props.label}
        </Menu.ItemGroupLabel>
        <For each={props.choices}>
          {(choice) => (
            <Menu.RadioItem value={choice.value} class={`${PLAYER_MENU_ITEM} tabular-nums`}>
              <span class="w-4 flex-none text-on-art-accent [&>svg]:size-4">
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
    </PlayerMenuFrame>
  );
}

import { Menu } from "@ark-ui/solid/menu";
import Activity from "lucide-solid/icons/activity";
import Ellipsis from "lucide-solid/icons/ellipsis";
import Keyboard from "lucide-solid/icons/keyboard";
import PictureInPicture from "lucide-solid/icons/picture-in-picture-2";
import { Show, type JSX } from "solid-js";
import { PLAYER_MENU_ITEM, PlayerMenuFrame } from "./PlayerMenuFrame";

interface PlayerMoreMenuProps {
  /** Absent where there are none. */
  onStatistics?: () => void;
  onKeys: () => void;
  /** Absent without support for picture in picture. */
  onSmallWindow?: () => void;
  onOpenChange: (open: boolean) => void;
}

/** What has no place of its own in the bar of a phone. */
export function PlayerMoreMenu(props: PlayerMoreMenuProps) {
  const act = (value: string) => {
    if (value === "statistics") props.onStatistics?.();
    else if (value === "keys") props.onKeys();
    else props.onSmallWindow?.();
  };
  return (
    <PlayerMenuFrame
      label="More"
      trigger={<Ellipsis aria-hidden="true" />}
      isInTopBar
      class="desk:hidden"
      contentClass="min-w-52"
      onSelect={act}
      onOpenChange={props.onOpenChange}
    >
      <Show when={props.onStatistics}>
        <Item value="statistics" icon={<Activity />} label="Statistics" />
      </Show>
      <Show when={props.onSmallWindow}>
        <Item value="small-window" icon={<PictureInPicture />} label="Picture in picture" />
      </Show>
      <Item value="keys" icon={<Keyboard />} label="Keyboard shortcuts" />
    </PlayerMenuFrame>
  );
}

function Item(props: { value: string; icon: JSX.Element; label: string }) {
  return (
    <Menu.Item
      value={props.value}
      class={`${PLAYER_MENU_ITEM} phone:min-h-12 [&>svg]:size-5 [&>svg]:text-on-art-muted`}
    >
      {props.icon}
      {props.label}
    </Menu.Item>
  );
}

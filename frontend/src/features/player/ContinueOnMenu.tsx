import { Menu } from "@ark-ui/solid/menu";
import Laptop from "lucide-solid/icons/laptop";
import MonitorSmartphone from "lucide-solid/icons/monitor-smartphone";
import Smartphone from "lucide-solid/icons/smartphone";
import SquareTerminal from "lucide-solid/icons/square-terminal";
import Tablet from "lucide-solid/icons/tablet";
import Tv from "lucide-solid/icons/tv";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { handOver } from "../../api/handover";
import type { NowPlaying, OtherDevice } from "../../api/types";
import { otherDevices } from "../../shared/handover/otherDevices";
import { toast, errorText } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";
import { PLAYER_MENU_ITEM, PlayerMenuFrame } from "./PlayerMenuFrame";

const ICONS = {
  computer: Laptop,
  phone: Smartphone,
  tablet: Tablet,
  tv: Tv,
  program: SquareTerminal,
};

interface ContinueOnMenuProps {
  media: MediaElement;
  nowPlaying: () => NowPlaying | null;
  onOpenChange: (open: boolean) => void;
}

/** Hands what plays to another device of the person, at the same second. */
export function ContinueOnMenu(props: ContinueOnMenuProps) {
  const send = async (device: OtherDevice) => {
    const wasPlaying = !props.media.paused();
    props.media.pause();
    const playing = props.nowPlaying();
    if (!playing) return;
    // Those of the moment: called by a press.
    // eslint-disable-next-line solid/reactivity
    const { media } = props;
    try {
      await handOver(device.id, playing);
      toast({
        text: device.isOpen
          ? `${device.name} goes on from here`
          : `Open /seen/ on ${device.name} within an hour to go on there`,
      });
    } catch (error) {
      toast({ tone: "bad", text: errorText(error) });
      if (wasPlaying) void media.play();
    }
  };

  return (
    <Show when={otherDevices().length > 0}>
      <PlayerMenuFrame
        label="Continue on another device"
        trigger={<MonitorSmartphone aria-hidden="true" />}
        isInTopBar
        contentClass="max-h-[60dvh] w-72"
        onSelect={(id) => {
          const device = otherDevices().find((each) => each.id === id);
          if (device) void send(device);
        }}
        onOpenChange={props.onOpenChange}
      >
        <p class="px-3 pt-2 pb-1.5 text-12 text-on-art-muted">Continue on</p>
        <For each={otherDevices()}>
          {(device) => (
            <Menu.Item value={device.id} class={`${PLAYER_MENU_ITEM} min-h-12! py-1.5`}>
              <Dynamic
                component={ICONS[device.kind]}
                class="size-5 flex-none text-on-art-muted"
                aria-hidden="true"
              />
              <span class="min-w-0">
                <span class="block truncate">{device.name}</span>
                <span class="block truncate text-12 text-on-art-muted">{stateText(device)}</span>
              </span>
            </Menu.Item>
          )}
        </For>
      </PlayerMenuFrame>
    </Show>
  );
}

function stateText(device: OtherDevice): string {
  if (device.playing) return `Plays ${device.playing.title}`;
  return device.isOpen ? "/seen/ is open" : "Not open at the moment";
}

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
import { PressOutside } from "../../ui/PressOutside";
import { toast, errorText } from "../../ui/toast";
import type { MediaElement } from "./mediaElement";
import { PLAYER_BUTTON } from "./PlayerButton";
import { PLAYER_SHEET, PLAYER_SHEET_PLACE } from "./PlayerPopover";

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
  let trigger!: HTMLElement;
  let content!: HTMLElement;

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
          ? `${device.name} goes on here`
          : `Open /seen/ on ${device.name} within an hour to go on there`,
      });
    } catch (error) {
      toast({ tone: "bad", text: errorText(error) });
      if (wasPlaying) void media.play();
    }
  };

  return (
    <Show when={otherDevices().length > 0}>
      <Menu.Root
        positioning={{ placement: "bottom-end", gutter: 12 }}
        onOpenChange={(details) => props.onOpenChange(details.open)}
        onSelect={(details) => {
          const device = otherDevices().find((each) => each.id === details.value);
          if (device) void send(device);
        }}
        lazyMount
        unmountOnExit
      >
        <Menu.Trigger
          ref={(element) => (trigger = element)}
          class={PLAYER_BUTTON}
          aria-label="Continue on another device"
          title="Continue on another device"
        >
          <MonitorSmartphone aria-hidden="true" />
        </Menu.Trigger>
        <Menu.Positioner class={PLAYER_SHEET_PLACE}>
          <Menu.Content
            ref={(element) => (content = element)}
            class={`${PLAYER_SHEET} max-h-[60dvh] w-72`}
          >
            <Menu.Context>
              {(menu) => (
                <PressOutside of={() => [trigger, content]} onPress={() => menu().setOpen(false)} />
              )}
            </Menu.Context>
            <p class="px-3 pt-2 pb-1.5 text-12 text-on-art-muted">Continue on</p>
            <For each={otherDevices()}>
              {(device) => (
                <Menu.Item
                  value={device.id}
                  class="flex min-h-12 cursor-pointer items-center gap-3 rounded-control px-3 py-1.5 data-highlighted:bg-art-fill"
                >
                  <Dynamic
                    component={ICONS[device.kind]}
                    class="size-5 flex-none text-on-art-muted"
                    aria-hidden="true"
                  />
                  <span class="min-w-0">
                    <span class="block truncate text-14">{device.name}</span>
                    <span class="block truncate text-12 text-on-art-muted">
                      {stateText(device)}
                    </span>
                  </span>
                </Menu.Item>
              )}
            </For>
          </Menu.Content>
        </Menu.Positioner>
      </Menu.Root>
    </Show>
  );
}

function stateText(device: OtherDevice): string {
  if (device.playing) return `Plays ${device.playing.title}`;
  return device.isOpen ? "/seen/ is open" : "Not open at the moment";
}

import Laptop from "lucide-solid/icons/laptop";
import Smartphone from "lucide-solid/icons/smartphone";
import SquareTerminal from "lucide-solid/icons/square-terminal";
import Tablet from "lucide-solid/icons/tablet";
import Tv from "lucide-solid/icons/tv";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { signOutDevice, signOutElsewhere } from "../../../api/accounts";
import type { Device } from "../../../api/types";
import { SettingsCard, SettingsRow } from "../../../shared/settings/SettingsCard";
import { Button } from "../../../ui/Button";
import { toast, toastOnError } from "../../../ui/toast";
import { longAgo } from "../../../lib/relativeTime";

const ICONS = {
  computer: Laptop,
  phone: Smartphone,
  tablet: Tablet,
  tv: Tv,
  program: SquareTerminal,
};

/** The devices on which this account is signed in. */
export function SignedInDevicesCard(props: { devices: readonly Device[]; onChanged: () => void }) {
  const end = async (call: Promise<void>, text: string) => {
    if ((await toastOnError(call.then(() => true))) === undefined) return;
    toast({ text });
    props.onChanged();
  };
  return (
    <SettingsCard
      id="devices"
      title="Devices"
      text={
        props.devices.length === 1
          ? "You are signed in on this one only."
          : `You are signed in on ${props.devices.length}.`
      }
    >
      <For each={props.devices}>
        {(device) => (
          <SettingsRow
            label={device.name}
            icon={<Dynamic component={ICONS[device.kind]} />}
            text={
              device.isCurrent
                ? `This device · ${device.address}`
                : `Last seen ${longAgo(device.lastSeenAt)} · ${device.address}`
            }
          >
            <Show
              when={!device.isCurrent}
              fallback={
                <span class="rounded-pill bg-ok/6 px-3 py-1 text-12 font-strong text-ok">Now</span>
              }
            >
              <Button
                size="small"
                aria-label={`Sign out ${device.name}`}
                onClick={() => void end(signOutDevice(device.id), `${device.name} is signed out.`)}
              >
                Sign out
              </Button>
            </Show>
          </SettingsRow>
        )}
      </For>
      <Show when={props.devices.length > 1}>
        <SettingsRow label="Everywhere else" text="All devices but this one">
          <Button
            size="small"
            onClick={() => void end(signOutElsewhere(), "Signed out everywhere else.")}
          >
            Sign out everywhere else
          </Button>
        </SettingsRow>
      </Show>
    </SettingsCard>
  );
}

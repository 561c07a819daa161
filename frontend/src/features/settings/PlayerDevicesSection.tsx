import Laptop from "lucide-solid/icons/laptop";
import Smartphone from "lucide-solid/icons/smartphone";
import SquareTerminal from "lucide-solid/icons/square-terminal";
import Tablet from "lucide-solid/icons/tablet";
import Tv from "lucide-solid/icons/tv";
import { createAsync, query, revalidate } from "@solidjs/router";
import { createSignal, ErrorBoundary, For, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import {
  deviceKnown,
  listPlayDevices,
  removePlayDevice,
  renamePlayDevice,
} from "../../api/devices";
import type { PlayDevice } from "../../api/types";
import { FormDialog } from "../../shared/FormDialog";
import { setStartsAtOnce, startsAtOnce } from "../../shared/handover/handoverAutoStart";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Switch } from "../../ui/Switch";
import { playsText } from "./playerDeviceText";
import { longAgo } from "../../lib/relativeTime";

const ICONS = {
  computer: Laptop,
  phone: Smartphone,
  tablet: Tablet,
  tv: Tv,
  program: SquareTerminal,
};

const devicesQuery = query(async () => {
  await deviceKnown();
  return (await listPlayDevices()).items;
}, "play-devices");
const reload = () => revalidate(devicesQuery.key);

/** The browsers in which the person plays, and what each can play. */
export default function PlayerDevicesSection() {
  const devices = createAsync(() => devicesQuery());
  const [renamed, setRenamed] = createSignal<PlayDevice>();
  const [removed, setRemoved] = createSignal<PlayDevice>();
  return (
    <SettingsPage
      title="Your devices"
      lead="Where you play, and what each plays as it is. Anything else is converted for it."
    >
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState error={error} onRetry={() => void reload().then(reset)} />
        )}
      >
        <Suspense>
          <Show
            when={(devices()?.length ?? 0) > 0}
            fallback={<EmptyState quiet text="A device appears here when you play on it." />}
          >
            <SettingsCard>
              <For each={devices()}>
                {(device) => (
                  <SettingsRow
                    stacks
                    icon={<Dynamic component={ICONS[device.kind]} />}
                    label={device.name}
                    text={
                      <>
                        {seenText(device)}
                        <br />
                        {playsText(device.capabilities)}
                      </>
                    }
                  >
                    <Button
                      size="small"
                      aria-label={`Rename ${device.name}`}
                      onClick={() => setRenamed(device)}
                    >
                      Rename
                    </Button>
                    <Button
                      size="small"
                      aria-label={`Remove ${device.name}`}
                      onClick={() => setRemoved(device)}
                    >
                      Remove
                    </Button>
                  </SettingsRow>
                )}
              </For>
            </SettingsCard>
          </Show>
          <SettingsCard>
            <SettingsRow
              label="Start at once what another device hands over"
              text="Otherwise this device asks first. This is about the browser you use now."
            >
              <Switch
                isLabelHidden
                label="Start at once what another device hands over"
                checked={startsAtOnce()}
                onChange={setStartsAtOnce}
              />
            </SettingsRow>
          </SettingsCard>
        </Suspense>
      </ErrorBoundary>
      <Show when={renamed()}>
        {(device) => (
          <FormDialog
            open
            onClose={() => setRenamed(undefined)}
            title="Rename this device"
            fields={[{ name: "name", label: "Name", value: device().name, maxLength: 60 }]}
            submitLabel="Rename"
            onSend={({ name = "" }) => renamePlayDevice(device().id, name).then(reload)}
          />
        )}
      </Show>
      <Show when={removed()}>
        {(device) => (
          <FormDialog
            open
            onClose={() => setRemoved(undefined)}
            title={`Remove ${device().name}?`}
            text="Its name is forgotten. It appears again when you play on it."
            fields={[]}
            submitLabel="Remove"
            tone="danger"
            onSend={() => removePlayDevice(device().id).then(reload)}
          />
        )}
      </Show>
    </SettingsPage>
  );
}

function seenText(device: PlayDevice): string {
  const seen = device.isCurrent ? "This device" : `Last seen ${longAgo(device.lastSeenAt)}`;
  return device.name === device.browser ? seen : `${seen} · ${device.browser}`;
}

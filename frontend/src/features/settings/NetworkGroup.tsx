import { createSignal, Show } from "solid-js";
import { testPort } from "../../api/downloadSettings";
import type { DownloadSettingsChange, PortTest } from "../../api/types";
import { Button } from "../../ui/Button";
import { NumberField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { toastOnError } from "../../ui/toast";
import {
  SettingsGroup,
  THREE_COLUMNS,
  TWO_COLUMNS,
  type SettingsGroupProps,
} from "./DownloadsSection";
import { portTestText } from "./portTestText";

type NetworkChange = NonNullable<DownloadSettingsChange["network"]>;

/** How torrents reach the world, and whether the world reaches them. */
export function NetworkGroup(props: SettingsGroupProps) {
  const network = () => props.settings.network;
  const save = (change: NetworkChange) => props.save({ network: change });

  return (
    <SettingsGroup
      title="Network"
      text="Bound to an interface, nothing of a download goes any other way: while it is down, everything waits."
    >
      <div class={THREE_COLUMNS}>
        <TextField
          label="Interface"
          placeholder="Any"
          hint="Such as tun0, or an address of this machine"
          value={network().interface}
          error={props.errorOf("network.interface")}
          onChange={(event) => save({ interface: event.currentTarget.value.trim() })}
        />
        <NumberField
          label="Port"
          none="Any free one"
          min={1}
          max={65_535}
          value={network().port === 0 ? null : network().port}
          error={props.errorOf("network.port")}
          onChange={(port) => save({ port: port ?? 0 })}
        />
        <SelectField
          label="Encryption"
          value={network().encryption}
          options={[
            { value: "prefer", label: "Where others can" },
            { value: "require", label: "Always" },
            { value: "off", label: "Never" },
          ]}
          onChange={(value) => save({ encryption: value as "prefer" | "require" | "off" })}
        />
      </div>
      <TextField
        label="Name servers"
        placeholder="The system's"
        hint={
          network().nameServers.length
            ? "Asked for every name, the way everything else goes. Trackers and web seeds by http are left out, unless a proxy looks them up."
            : "The system looks names up, and may ask by any interface what you download from. Name servers that are reached by yours, such as 10.8.0.1, keep that in."
        }
        value={network().nameServers.join(", ")}
        error={props.errorOf("network.nameServers")}
        onChange={(event) =>
          save({ nameServers: event.currentTarget.value.split(/[\s,]+/).filter(Boolean) })
        }
      />
      <PortTestPanel />
      <div>
        <Switch
          label="Find people without trackers"
          text="DHT; private torrents never use it"
          checked={network().dht}
          onChange={(dht) => save({ dht })}
        />
        <Switch
          label="Find people on this network"
          checked={network().lsd}
          onChange={(lsd) => save({ lsd })}
        />
        <Switch
          label="Ask the router for the port"
          text="UPnP and NAT-PMP"
          checked={network().upnp}
          onChange={(upnp) => save({ upnp })}
        />
      </div>
      <ProxyFields {...props} save={props.save} />
    </SettingsGroup>
  );
}

const DOTS = { good: "bg-ok", unsure: "bg-warn", bad: "bg-bad" } as const;

function PortTestPanel() {
  const [found, setFound] = createSignal<PortTest>();
  const [busy, setBusy] = createSignal(false);
  const look = async () => {
    setBusy(true);
    setFound(await toastOnError(testPort()));
    setBusy(false);
  };
  return (
    <div class="flex flex-wrap items-center justify-between gap-4 rounded-card bg-fill px-4 py-3">
      <div class="min-w-0 flex-1" aria-live="polite">
        <Show
          when={found()}
          fallback={
            <p class="text-14 text-muted">Can others reach this house? Then more of them give.</p>
          }
        >
          {(test) => (
            <div class="flex gap-3">
              <i
                class={`mt-[7px] size-2 flex-none rounded-full ${DOTS[portTestText(test()).health]}`}
                aria-hidden="true"
              />
              <p class="text-14">
                <b class="block font-strong">{portTestText(test()).head}</b>
                <span class="text-muted">{portTestText(test()).text}</span>
              </p>
            </div>
          )}
        </Show>
      </div>
      <Button size="small" disabled={busy()} onClick={() => void look()}>
        Test the port
      </Button>
    </div>
  );
}

function ProxyFields(props: SettingsGroupProps) {
  const proxy = () => props.settings.network.proxy;
  const save = (change: NonNullable<NetworkChange["proxy"]>) =>
    props.save({ network: { proxy: change } });
  return (
    <div class="grid gap-4">
      <div class={THREE_COLUMNS}>
        <SelectField
          label="Proxy"
          value={proxy().kind}
          options={[
            { value: "none", label: "None" },
            { value: "socks5", label: "SOCKS5" },
            { value: "http", label: "HTTP" },
          ]}
          error={props.errorOf("proxy.kind")}
          onChange={(value) => save({ kind: value as "none" | "socks5" | "http" })}
        />
        <Show when={proxy().kind !== "none"}>
          <TextField
            label="Its address"
            value={proxy().host}
            error={props.errorOf("proxy.host")}
            onChange={(event) => save({ host: event.currentTarget.value.trim() })}
          />
          <NumberField
            label="Its port"
            min={1}
            max={65_535}
            value={proxy().port}
            error={props.errorOf("proxy.port")}
            onChange={(port) => save({ port: port ?? 1080 })}
          />
        </Show>
      </div>
      <Show when={proxy().kind !== "none"}>
        <div class={TWO_COLUMNS}>
          <TextField
            label="Name"
            autocomplete="off"
            value={proxy().username}
            error={props.errorOf("proxy.username")}
            onChange={(event) => save({ username: event.currentTarget.value })}
          />
          <TextField
            label="Password"
            type="password"
            autocomplete="new-password"
            placeholder={props.settings.network.hasProxyPassword ? "There is one" : "None"}
            hint="Never shown again"
            error={props.errorOf("proxy.password")}
            onChange={(event) => {
              save({ password: event.currentTarget.value || null });
              event.currentTarget.value = "";
            }}
          />
        </div>
        <Switch
          label="For people, too"
          text="Otherwise for trackers and addresses only"
          checked={proxy().forPeers}
          onChange={(forPeers) => save({ forPeers })}
        />
      </Show>
    </div>
  );
}

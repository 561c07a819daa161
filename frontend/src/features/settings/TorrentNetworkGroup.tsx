import type { DownloadSettingsChange } from "../../api/types";
import { NumberField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { PortTestPanel } from "./PortTestPanel";
import { ProxyFields } from "./ProxyFields";
import { SettingsGroup, THREE_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

type NetworkChange = NonNullable<DownloadSettingsChange["network"]>;

/** Network interface, port, discovery and proxy of torrents. */
export function TorrentNetworkGroup(props: DownloadSettingsProps) {
  const network = () => props.settings.network;
  const save = (change: NetworkChange) => props.save({ network: change });

  return (
    <SettingsGroup
      id="network"
      title="Network"
      text="With an interface set, such as a VPN, downloads use no other. While it is down, they wait."
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
          none="Any free port"
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
            { value: "prefer", label: "Preferred" },
            { value: "require", label: "Required" },
            { value: "off", label: "Off" },
          ]}
          onChange={(value) => save({ encryption: value as "prefer" | "require" | "off" })}
        />
      </div>
      <TextField
        label="DNS servers"
        placeholder="The system's"
        hint={
          network().nameServers.length
            ? "Used for every name, over the same interface. HTTP trackers and web seeds are left out, unless a proxy resolves them."
            : "The system resolves names, and its queries may use any interface. DNS servers reached through yours, such as 10.8.0.1, prevent that."
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
          label="DHT"
          text="Finds peers without trackers. Private torrents never use it"
          checked={network().dht}
          onChange={(dht) => save({ dht })}
        />
        <Switch
          label="Local peer discovery"
          text="Finds peers on this network"
          checked={network().lsd}
          onChange={(lsd) => save({ lsd })}
        />
        <Switch
          label="UPnP and NAT-PMP"
          text="Asks the router to forward the port"
          checked={network().upnp}
          onChange={(upnp) => save({ upnp })}
        />
      </div>
      <ProxyFields {...props} save={props.save} />
    </SettingsGroup>
  );
}

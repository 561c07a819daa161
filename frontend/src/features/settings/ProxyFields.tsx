import { Show } from "solid-js";
import type { DownloadSettingsChange } from "../../api/types";
import { NumberField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { THREE_COLUMNS, TWO_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

type ProxyChange = NonNullable<NonNullable<DownloadSettingsChange["network"]>["proxy"]>;

/** The proxy of all downloads. */
export function ProxyFields(props: DownloadSettingsProps) {
  const proxy = () => props.settings.network.proxy;
  const save = (change: ProxyChange) => props.save({ network: { proxy: change } });
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
            label="Proxy host"
            value={proxy().host}
            error={props.errorOf("proxy.host")}
            onChange={(event) => save({ host: event.currentTarget.value.trim() })}
          />
          <NumberField
            label="Proxy port"
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
            label="User name"
            autocomplete="off"
            value={proxy().username}
            error={props.errorOf("proxy.username")}
            onChange={(event) => save({ username: event.currentTarget.value })}
          />
          <TextField
            label="Password"
            type="password"
            autocomplete="new-password"
            placeholder={props.settings.network.hasProxyPassword ? "Set" : "None"}
            hint="Never shown again"
            error={props.errorOf("proxy.password")}
            onChange={(event) => {
              save({ password: event.currentTarget.value || null });
              event.currentTarget.value = "";
            }}
          />
        </div>
        <Switch
          label="Use for peer connections"
          text="Otherwise for trackers and web addresses only"
          checked={proxy().forPeers}
          onChange={(forPeers) => save({ forPeers })}
        />
      </Show>
    </div>
  );
}

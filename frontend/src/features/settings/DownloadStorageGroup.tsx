import { createSignal, Show } from "solid-js";
import { NumberField } from "../../ui/NumberField";
import { TextField } from "../../ui/TextField";
import { SettingsGroup, TWO_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";
import { WatchFolderOwner } from "./WatchFolderOwner";

const GB = 1e9;

export function DownloadStorageGroup(props: DownloadSettingsProps) {
  const [folder, setFolder] = createSignal<string | null>(null);
  const choose = () => {
    const typed = folder();
    if (typed === null || typed.trim() === (props.settings.watchFolder ?? "")) return;
    props.save({ watchFolder: typed.trim() || null });
  };
  return (
    <SettingsGroup id="storage" title="Storage">
      <div class={TWO_COLUMNS}>
        <NumberField
          label="Minimum free space"
          unit="GB"
          none="Automatic"
          min={0}
          max={1_000_000}
          value={props.settings.reserveBytes === null ? null : props.settings.reserveBytes / GB}
          error={props.errorOf("reserveBytes")}
          onChange={(value) =>
            props.save({ reserveBytes: value === null ? null : Math.round(value * GB) })
          }
        />
      </div>
      <TextField
        label="Watch folder"
        placeholder="None"
        hint="Torrent files placed in this folder on the server are added automatically."
        error={props.errorOf("watchFolder")}
        value={folder() ?? props.settings.watchFolder ?? ""}
        onInput={(event) => setFolder(event.currentTarget.value)}
        onBlur={choose}
        onKeyDown={(event) => {
          if (event.key === "Enter") choose();
        }}
      />
      <Show when={props.settings.watchFolder}>
        <WatchFolderOwner {...props} save={props.save} />
      </Show>
    </SettingsGroup>
  );
}

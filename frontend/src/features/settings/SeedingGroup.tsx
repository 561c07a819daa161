import { NumberField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";
import { SettingsGroup, THREE_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

export function SeedingGroup(props: DownloadSettingsProps) {
  const seed = () => props.settings.seed;
  const hours = () => {
    const minutes = seed().minutes;
    return minutes === null ? null : Math.round((minutes / 60) * 100) / 100;
  };
  return (
    <SettingsGroup
      id="seeding"
      title="Seeding"
      text="A completed torrent is uploaded to others until it reaches the first of these limits."
    >
      <div class={THREE_COLUMNS}>
        <NumberField
          label="Ratio limit"
          none="No limit"
          min={0}
          max={1000}
          value={seed().ratio}
          error={props.errorOf("seed.ratio")}
          onChange={(ratio) => props.save({ seed: { ratio } })}
        />
        <NumberField
          label="Seeding time"
          unit="h"
          none="No limit"
          min={0}
          max={8760}
          value={hours()}
          error={props.errorOf("seed.minutes")}
          onChange={(value) =>
            props.save({ seed: { minutes: value === null ? null : Math.round(value * 60) } })
          }
        />
        <SelectField
          label="Then"
          value={seed().action}
          options={[
            { value: "stop", label: "Stop seeding" },
            { value: "remove", label: "Remove from the list" },
          ]}
          onChange={(action) => props.save({ seed: { action: action as "stop" | "remove" } })}
        />
      </div>
    </SettingsGroup>
  );
}

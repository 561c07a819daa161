import { NumberField, SpeedField } from "../../ui/NumberField";
import { SettingsGroup, THREE_COLUMNS, type DownloadSettingsProps } from "./SettingsGroup";

export function LimitsGroup(props: DownloadSettingsProps) {
  return (
    <SettingsGroup id="limits" title="Limits">
      <div class={THREE_COLUMNS}>
        <NumberField
          label="Active downloads at once"
          unit="downloads"
          min={1}
          max={100}
          value={props.settings.mostActive}
          error={props.errorOf("mostActive")}
          onChange={(mostActive) => props.save({ mostActive: mostActive ?? 3 })}
        />
        <SpeedField
          label="Download limit"
          value={props.settings.downloadLimit}
          error={props.errorOf("downloadLimit")}
          onChange={(downloadLimit) => props.save({ downloadLimit })}
        />
        <SpeedField
          label="Upload limit"
          value={props.settings.uploadLimit}
          error={props.errorOf("uploadLimit")}
          onChange={(uploadLimit) => props.save({ uploadLimit })}
        />
      </div>
    </SettingsGroup>
  );
}

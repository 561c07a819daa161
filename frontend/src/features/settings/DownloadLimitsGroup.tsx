import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { NumberField, SpeedField } from "../../ui/NumberField";
import { DownloadFolderRow } from "./DownloadFolderRow";
import type { DownloadSettingsProps } from "./SettingsGroup";

const FIELD = "w-44 phone:w-full";

/** Where downloads go, how many at once, and how fast. */
export function DownloadLimitsGroup(props: DownloadSettingsProps) {
  return (
    <SettingsCard id="limits">
      <DownloadFolderRow />
      <SettingsRow label="Active downloads at once" text="The others wait in line" stacks>
        <NumberField
          label="Active downloads at once"
          isLabelHidden
          class={FIELD}
          unit="downloads"
          min={1}
          max={100}
          value={props.settings.mostActive}
          error={props.errorOf("mostActive")}
          onChange={(mostActive) => props.save({ mostActive: mostActive ?? 3 })}
        />
      </SettingsRow>
      <SettingsRow label="Download limit" text="Of all downloads together" stacks>
        <SpeedField
          label="Download limit"
          isLabelHidden
          class={FIELD}
          value={props.settings.downloadLimit}
          error={props.errorOf("downloadLimit")}
          onChange={(downloadLimit) => props.save({ downloadLimit })}
        />
      </SettingsRow>
      <SettingsRow label="Upload limit" text="While downloading and seeding" stacks>
        <SpeedField
          label="Upload limit"
          isLabelHidden
          class={FIELD}
          value={props.settings.uploadLimit}
          error={props.errorOf("uploadLimit")}
          onChange={(uploadLimit) => props.save({ uploadLimit })}
        />
      </SettingsRow>
    </SettingsCard>
  );
}

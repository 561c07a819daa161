import { Show } from "solid-js";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { SegmentRows } from "./SegmentRows";

const SECONDS = [3, 5, 10, 15, 20, 30, 60];
const EPISODES = [2, 3, 4, 6, 8, 12];
const STARTED_PERCENTS = [1, 2, 5, 10, 15, 20, 25];
const FINISHED_PERCENTS = [70, 75, 80, 85, 90, 95, 98];

/** The usual choices and the present one, which another client may have set. */
const choices = (usual: readonly number[], present: number, unit: string) =>
  [...new Set([...usual, present])]
    .sort((one, other) => one - other)
    .map((value) => ({ value: String(value), label: `${value} ${unit}` }));

const episodeCounts = (present: number) => [
  { value: "0", label: "Never" },
  ...choices(EPISODES, present, "episodes").filter(({ value }) => value !== "0"),
];

/** Playback preferences. */
export default function PlaybackSection() {
  const preferences = createPreferences();
  return (
    <SettingsPage title="Playing" lead="For you, on every device.">
      <SettingsCard>
        <Switch
          class="py-4!"
          label="Play the next episode"
          text="Starts by itself when an episode ends"
          checked={preferences().autoplaysNext}
          onChange={(autoplaysNext) => void changePreferences({ autoplaysNext })}
        />
        <Show when={preferences().autoplaysNext}>
          <SettingsRow label="Wait before it starts" text="Time to cancel">
            <SelectField
              label="Wait before it starts"
              isLabelHidden
              class="w-36"
              value={String(preferences().autoplaySeconds)}
              options={choices(SECONDS, preferences().autoplaySeconds, "seconds")}
              onChange={(value) => void changePreferences({ autoplaySeconds: Number(value) })}
            />
          </SettingsRow>
          <SettingsRow
            label="Ask whether I am still watching"
            text="After episodes that started by themselves, without a key, a click or a touch"
          >
            <SelectField
              label="Ask whether I am still watching"
              isLabelHidden
              class="w-36"
              value={String(preferences().stillWatchingAfter)}
              options={episodeCounts(preferences().stillWatchingAfter)}
              onChange={(value) => void changePreferences({ stillWatchingAfter: Number(value) })}
            />
          </SettingsRow>
        </Show>
        <SettingsRow
          label="In Continue watching from"
          text="What you only tried for a moment stays out"
        >
          <SelectField
            label="In Continue watching from"
            isLabelHidden
            class="w-36"
            value={String(preferences().startedPercent)}
            options={choices(STARTED_PERCENTS, preferences().startedPercent, "%")}
            onChange={(value) => void changePreferences({ startedPercent: Number(value) })}
          />
        </SettingsRow>
        <SettingsRow label="Counts as seen from" text="Where the credits begin, when that is known">
          <SelectField
            label="Counts as seen from"
            isLabelHidden
            class="w-36"
            value={String(preferences().finishedPercent)}
            options={choices(FINISHED_PERCENTS, preferences().finishedPercent, "%")}
            onChange={(value) => void changePreferences({ finishedPercent: Number(value) })}
          />
        </SettingsRow>
      </SettingsCard>
      <SettingsCard title="Skipping">
        <SegmentRows />
      </SettingsCard>
    </SettingsPage>
  );
}

import { Show } from "solid-js";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";

const SECONDS = [3, 5, 10, 15, 20, 30, 60];
const STARTED_PERCENTS = [1, 2, 5, 10, 15, 20, 25];
const FINISHED_PERCENTS = [70, 75, 80, 85, 90, 95, 98];

/** The usual choices and the present one, which another client may have set. */
const choices = (usual: readonly number[], present: number, unit: string) =>
  [...new Set([...usual, present])]
    .sort((one, other) => one - other)
    .map((value) => ({ value: String(value), label: `${value} ${unit}` }));

/** Playback preferences. */
export default function PlayingSection() {
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
        <SettingsRow label="Counts as seen from" text="The rest is usually credits">
          <SelectField
            label="Counts as seen from"
            isLabelHidden
            class="w-36"
            value={String(preferences().finishedPercent)}
            options={choices(FINISHED_PERCENTS, preferences().finishedPercent, "%")}
            onChange={(value) => void changePreferences({ finishedPercent: Number(value) })}
          />
        </SettingsRow>
        <Switch
          class="py-4!"
          label="Hide spoilers"
          text="Hides names, pictures and texts of episodes you have not seen"
          checked={preferences().hidesSpoilers}
          onChange={(hidesSpoilers) => void changePreferences({ hidesSpoilers })}
        />
        <Switch
          class="py-4!"
          label="Hide what I have seen"
          text="Leaves it out of Discover and the lists of movies and shows"
          checked={preferences().hidesSeen}
          onChange={(hidesSeen) => void changePreferences({ hidesSeen })}
        />
        <Switch
          class="py-4!"
          label="Take what I have seen off Watch later"
          text="A show leaves when you have seen every episode that aired"
          checked={preferences().watchedLeavesWatchLater}
          onChange={(watchedLeavesWatchLater) =>
            void changePreferences({ watchedLeavesWatchLater })
          }
        />
      </SettingsCard>
    </SettingsPage>
  );
}

import { Show } from "solid-js";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";

const SECONDS = ["3", "5", "10", "15", "20", "30", "60"];

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
              options={[...new Set([...SECONDS, String(preferences().autoplaySeconds)])].map(
                (value) => ({ value, label: `${value} seconds` }),
              )}
              onChange={(value) => void changePreferences({ autoplaySeconds: Number(value) })}
            />
          </SettingsRow>
        </Show>
        <Switch
          class="py-4!"
          label="Hide what comes next"
          text="Hides names, pictures and texts of episodes you have not seen"
          checked={preferences().hidesSpoilers}
          onChange={(hidesSpoilers) => void changePreferences({ hidesSpoilers })}
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

import { createMemo } from "solid-js";
import type { Preferences } from "../../api/types";
import { countryName, ownLanguageName } from "../../lib/format";
import { TITLE_LANGUAGES } from "../../shared/languages";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { changeStartPage, START_PAGES, type StartPage } from "../../shared/startPage";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { COUNTRIES } from "./countries";

type RecordedByOthers = Preferences["recordedByOthers"];

const RECORDED_BY_OTHERS: { value: RecordedByOthers; label: string }[] = [
  { value: "yes", label: "Yes" },
  { value: "ask", label: "Ask me" },
  { value: "no", label: "No" },
];

/** Preferences of the signed-in user that concern every page. */
export default function PreferencesSection() {
  const preferences = createPreferences();
  const countries = createMemo(() => [
    { value: "", label: "The server\u2019s country" },
    ...COUNTRIES.map((value) => ({ value, label: countryName(value) })).toSorted((a, b) =>
      a.label.localeCompare(b.label),
    ),
  ]);
  const languages = createMemo(() => [
    { value: "", label: "As in the catalogue" },
    ...TITLE_LANGUAGES.map((value) => ({ value, label: ownLanguageName(value) })).toSorted((a, b) =>
      a.label.localeCompare(b.label),
    ),
  ]);
  return (
    <SettingsPage title="Preferences" lead="For you, on every device.">
      <SettingsCard>
        <SettingsRow label="Start page" text="What opens first" stacks>
          <SelectField
            label="Start page"
            isLabelHidden
            class="w-56 phone:w-full"
            value={preferences().startPage}
            options={START_PAGES}
            onChange={(value) => void changeStartPage(value as StartPage)}
          />
        </SettingsRow>
        <SettingsRow
          label="Language of titles"
          text="For titles and synopses, where they are translated"
          stacks
        >
          <SelectField
            label="Language of titles"
            isLabelHidden
            class="w-56 phone:w-full"
            value={preferences().language ?? ""}
            options={languages()}
            onChange={(language) => void changePreferences({ language })}
          />
        </SettingsRow>
        <SettingsRow
          label="Country"
          text="For where to watch, release dates and the age ratings of movies"
          stacks
        >
          <SelectField
            label="Country"
            isLabelHidden
            class="w-56 phone:w-full"
            value={preferences().region ?? ""}
            options={countries()}
            onChange={(region) => void changePreferences({ region })}
          />
        </SettingsRow>
      </SettingsCard>
      <SettingsCard title="Lists and pages">
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
      <SettingsCard title="Watching together">
        <SettingsRow
          label="Others may record what we watch together"
          text="Asked, you confirm each evening on Home before it counts for you"
          stacks
        >
          <SelectField
            label="Others may record what we watch together"
            isLabelHidden
            class="w-56 phone:w-full"
            value={preferences().recordedByOthers}
            options={RECORDED_BY_OTHERS}
            onChange={(value) =>
              void changePreferences({ recordedByOthers: value as RecordedByOthers })
            }
          />
        </SettingsRow>
      </SettingsCard>
    </SettingsPage>
  );
}

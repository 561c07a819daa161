import { Show } from "solid-js";
import type { Preferences } from "../../api/types";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { SettingsCard, SettingsRow } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { SegmentedControl } from "../../ui/RadioGroup";
import { SelectField } from "../../ui/SelectField";
import { Switch } from "../../ui/Switch";
import { LanguageList } from "./LanguageList";
import { SubtitlePreview } from "./SubtitlePreview";

type Mode = Preferences["subtitleMode"];

const MODES: readonly { value: Mode; label: string; text: string }[] = [
  { value: "off", label: "Off", text: "No subtitles until you turn them on in the player." },
  {
    value: "foreign",
    label: "When the audio is foreign",
    text: "When the audio is in none of your languages. Otherwise only what is foreign in a film.",
  },
  { value: "always", label: "Always", text: "In the first of your languages that there is." },
  {
    value: "forced",
    label: "Forced only",
    text: "Only for what is foreign inside a film: signs, and lines in other languages.",
  },
];
const SIZES = [50, 75, 100, 125, 150, 200, 250];
const POSITIONS = [
  { value: "0", label: "Bottom" },
  { value: "5", label: "A little higher" },
  { value: "10", label: "Higher" },
  { value: "20", label: "Much higher" },
];
const COLORS = [
  { value: "white", label: "White" },
  { value: "yellow", label: "Yellow" },
  { value: "cyan", label: "Cyan" },
  { value: "green", label: "Green" },
] as const;
const BACKGROUNDS = [
  { value: "none", label: "None" },
  { value: "outline", label: "Outline" },
  { value: "shade", label: "Shadow" },
  { value: "box", label: "Box" },
] as const;

/** Audio and subtitle languages, and how subtitles look. */
export default function LanguagesSection() {
  const preferences = createPreferences();
  const mode = () => MODES.find((one) => one.value === preferences().subtitleMode);
  return (
    <SettingsPage
      title="Languages and subtitles"
      lead="For you, on every device. What you choose in the player for a movie or a show wins there."
    >
      <SettingsCard id="audio" title="Audio">
        <LanguageList
          label="Audio languages"
          empty="The language that the file starts with."
          languages={preferences().audioLanguages}
          onChange={(audioLanguages) => void changePreferences({ audioLanguages })}
        />
      </SettingsCard>
      <SettingsCard id="subtitles" title="Subtitles">
        <SettingsRow label="Show subtitles" text={mode()?.text} stacks>
          <SelectField
            label="Show subtitles"
            isLabelHidden
            class="w-64 phone:w-full"
            value={preferences().subtitleMode}
            options={MODES}
            onChange={(value) => void changePreferences({ subtitleMode: value as Mode })}
          />
        </SettingsRow>
        <Show when={preferences().subtitleMode !== "off"}>
          <LanguageList
            label="Subtitle languages"
            empty="None yet: add the languages you read."
            languages={preferences().subtitleLanguages}
            onChange={(subtitleLanguages) => void changePreferences({ subtitleLanguages })}
          />
          <Switch
            class="py-4!"
            label="Prefer SDH"
            text="Subtitles that also describe sounds and name who speaks"
            checked={preferences().prefersSdh}
            onChange={(prefersSdh) => void changePreferences({ prefersSdh })}
          />
        </Show>
      </SettingsCard>
      <SettingsCard id="look" title="How subtitles look">
        <SubtitlePreview look={preferences()} />
        <SettingsRow label="Size">
          <SelectField
            label="Size"
            isLabelHidden
            class="w-36"
            value={String(preferences().subtitleSize)}
            options={[...new Set([...SIZES, preferences().subtitleSize])]
              .sort((one, other) => one - other)
              .map((size) => ({ value: String(size), label: `${size} %` }))}
            onChange={(value) => void changePreferences({ subtitleSize: Number(value) })}
          />
        </SettingsRow>
        <SettingsRow label="Color" stacks>
          <SegmentedControl
            label="Color"
            options={COLORS}
            value={preferences().subtitleColor}
            onChange={(subtitleColor) => void changePreferences({ subtitleColor })}
          />
        </SettingsRow>
        <SettingsRow label="Background" stacks>
          <SegmentedControl
            label="Background"
            options={BACKGROUNDS}
            value={preferences().subtitleBackground}
            onChange={(subtitleBackground) => void changePreferences({ subtitleBackground })}
          />
        </SettingsRow>
        <SettingsRow label="Position">
          <SelectField
            label="Position"
            isLabelHidden
            class="w-44"
            value={String(preferences().subtitlePosition)}
            options={POSITIONS}
            onChange={(value) => void changePreferences({ subtitlePosition: Number(value) })}
          />
        </SettingsRow>
      </SettingsCard>
    </SettingsPage>
  );
}

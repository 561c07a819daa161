import { For } from "solid-js";
import type { Preferences } from "../../api/types";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { SettingsRow } from "../../shared/settings/SettingsCard";
import { SelectField } from "../../ui/SelectField";

type Action = Preferences["introAction"];

const ACTIONS = [
  { value: "ask", label: "Show a button" },
  { value: "skip", label: "Skip by itself" },
  { value: "none", label: "Play it" },
] as const satisfies readonly { value: Action; label: string }[];

const KINDS = [
  { field: "introAction", label: "Intros", text: "The opening of a show or a film" },
  { field: "recapAction", label: "Recaps", text: "What happened in earlier episodes" },
  {
    field: "creditsAction",
    label: "Credits",
    text: "They end in the next episode, if there is one",
  },
  { field: "previewAction", label: "Previews", text: "Scenes of the next episode" },
] as const satisfies readonly { field: keyof Preferences; label: string; text: string }[];

const isAction = (value: string): value is Action => ACTIONS.some((each) => each.value === value);

/** What the player does with each kind of segment. */
export function SegmentRows() {
  const preferences = createPreferences();
  return (
    <For each={KINDS}>
      {(kind) => (
        <SettingsRow label={kind.label} text={kind.text}>
          <SelectField
            label={kind.label}
            isLabelHidden
            class="w-44"
            value={preferences()[kind.field]}
            options={[...ACTIONS]}
            onChange={(value) => {
              if (isAction(value)) void changePreferences({ [kind.field]: value });
            }}
          />
        </SettingsRow>
      )}
    </For>
  );
}

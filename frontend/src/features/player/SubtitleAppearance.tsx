import { createUniqueId, For } from "solid-js";
import type { Preferences } from "../../api/types";
import { changePreferences, createPreferences } from "../../shared/preferences";
import { ChoiceRow } from "./ChoiceRow";

const SIZES = [75, 100, 125, 150, 200] as const;
const COLORS: Record<Preferences["subtitleColor"], string> = {
  white: "White",
  yellow: "Yellow",
  cyan: "Light blue",
  green: "Green",
};
const BACKGROUNDS: Record<Preferences["subtitleBackground"], string> = {
  none: "None",
  outline: "Outline",
  shade: "Shadow",
  box: "Black box",
};

/** Size, color and background: kept for the person, on every device. */
export function SubtitleAppearance() {
  const preferences = createPreferences();
  return (
    <div class="grid gap-2 pb-2">
      <Choices
        label="Size"
        values={Object.fromEntries(SIZES.map((size) => [String(size), `${size} %`]))}
        chosen={String(preferences().subtitleSize)}
        onChoose={(size) => void changePreferences({ subtitleSize: Number(size) })}
      />
      <Choices
        label="Color"
        values={COLORS}
        chosen={preferences().subtitleColor}
        onChoose={(subtitleColor) => void changePreferences({ subtitleColor })}
      />
      <Choices
        label="Background"
        values={BACKGROUNDS}
        chosen={preferences().subtitleBackground}
        onChoose={(subtitleBackground) => void changePreferences({ subtitleBackground })}
      />
    </div>
  );
}

function Choices<T extends string>(props: {
  label: string;
  values: Readonly<Record<T, string>>;
  chosen: T;
  onChoose: (value: T) => void;
}) {
  const group = createUniqueId();
  return (
    <fieldset>
      <legend class="px-3 pt-1 pb-0.5 text-12 text-on-art-muted">{props.label}</legend>
      <For each={Object.keys(props.values) as T[]}>
        {(value) => (
          <ChoiceRow
            group={group}
            label={props.values[value]}
            checked={props.chosen === value}
            onChoose={() => props.onChoose(value)}
          />
        )}
      </For>
    </fieldset>
  );
}

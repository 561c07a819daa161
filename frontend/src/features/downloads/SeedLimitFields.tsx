import { Show } from "solid-js";
import type { SeedRules } from "../../api/types";
import { NumberField } from "../../ui/NumberField";
import { SelectField } from "../../ui/SelectField";

const DEFAULT_OWN_LIMITS: SeedRules = { ratio: 1, minutes: 1440, action: "stop" };

interface SeedLimitFieldsProps {
  /** Null: the limits of the category or the default. */
  seed: SeedRules | null;
  onChange: (seed: SeedRules | null) => void;
}

export function SeedLimitFields(props: SeedLimitFieldsProps) {
  return (
    <div class="grid gap-3">
      <SelectField
        label="Seeding"
        value={props.seed === null ? "house" : props.seed.action}
        options={[
          { value: "house", label: "Default limits" },
          { value: "stop", label: "Own limits, then stop" },
          { value: "remove", label: "Own limits, then remove from the list" },
        ]}
        onChange={(value) => {
          if (value === "house") props.onChange(null);
          else
            props.onChange({
              ...(props.seed ?? DEFAULT_OWN_LIMITS),
              action: value as SeedRules["action"],
            });
        }}
      />
      <Show when={props.seed}>
        {(seed) => (
          <div class="grid grid-cols-2 gap-4">
            <NumberField
              label="Ratio limit"
              none="No limit"
              min={0}
              max={1000}
              value={seed().ratio}
              onChange={(ratio) => props.onChange({ ...seed(), ratio })}
            />
            <NumberField
              label="Seeding time"
              unit="h"
              none="No limit"
              min={0}
              max={8760}
              value={hoursOf(seed())}
              onChange={(hours) =>
                props.onChange({
                  ...seed(),
                  minutes: hours === null ? null : Math.round(hours * 60),
                })
              }
            />
          </div>
        )}
      </Show>
    </div>
  );
}

const hoursOf = (seed: SeedRules) =>
  seed.minutes === null ? null : Math.round((seed.minutes / 60) * 100) / 100;

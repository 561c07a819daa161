import type { QuotaLimits } from "../../api/types";
import { NumberField } from "../../ui/NumberField";
import { THREE_COLUMNS } from "./SettingsGroup";

const GB = 1e9;

export const toGB = (bytes: number | null) => (bytes === null ? null : bytes / GB);

const fromGB = (value: number | null) => (value === null ? null : Math.round(value * GB));

interface QuotaFieldsProps {
  quota: QuotaLimits;
  /** What an empty field means. */
  none: Record<keyof QuotaLimits, string>;
  errorOf: (field: keyof QuotaLimits) => string | null;
  onChange: (change: Partial<QuotaLimits>) => void;
}

export function QuotaFields(props: QuotaFieldsProps) {
  return (
    <div class={THREE_COLUMNS}>
      <NumberField
        label="Downloads on the list"
        unit="downloads"
        none={props.none.mostOpen}
        min={0}
        max={100_000}
        value={props.quota.mostOpen}
        error={props.errorOf("mostOpen")}
        onChange={(mostOpen) => props.onChange({ mostOpen })}
      />
      <NumberField
        label="Active downloads at once"
        unit="downloads"
        none={props.none.mostActive}
        min={0}
        max={1000}
        value={props.quota.mostActive}
        error={props.errorOf("mostActive")}
        onChange={(mostActive) => props.onChange({ mostActive })}
      />
      <NumberField
        label="Volume in 30 days"
        unit="GB"
        none={props.none.bytesAMonth}
        min={0}
        max={1_000_000_000}
        value={toGB(props.quota.bytesAMonth)}
        error={props.errorOf("bytesAMonth")}
        onChange={(value) => props.onChange({ bytesAMonth: fromGB(value) })}
      />
    </div>
  );
}

import { createEffect, createSignal } from "solid-js";
import { TextField } from "./TextField";

interface NumberFieldProps {
  label: string;
  isLabelHidden?: boolean;
  /** Null for an empty field, whose placeholder says what that means. */
  value: number | null;
  onChange: (value: number | null) => void;
  /** The unit after the number: `MB/s`, `days`. */
  unit?: string;
  /** What an empty field means; without it a number is required. */
  none?: string;
  min?: number;
  max?: number;
  step?: number;
  hint?: string;
  error?: string | null;
  disabled?: boolean;
  class?: string;
}

/** A number field that reports its value on blur or Enter. */
export function NumberField(props: NumberFieldProps) {
  const [text, setText] = createSignal("");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const shown = () => (props.value === null ? "" : String(props.value));
  createEffect(() => setText(shown()));

  const limits = () => {
    const [min, max] = [props.min, props.max];
    if (min !== undefined && max !== undefined) return `From ${min} to ${max}`;
    return min !== undefined ? `At least ${min}` : "";
  };
  const choose = () => {
    const typed = text().trim().replace(",", ".");
    if (typed === shown()) return setWrong(null);
    if (typed === "" && props.none !== undefined) {
      setWrong(null);
      props.onChange(null);
      return;
    }
    const value = Number(typed);
    const isIn = value >= (props.min ?? -Infinity) && value <= (props.max ?? Infinity);
    if (typed === "" || Number.isNaN(value) || !isIn) return setWrong(limits() || "A number");
    setWrong(null);
    props.onChange(value);
  };

  return (
    <TextField
      label={props.label}
      isLabelHidden={props.isLabelHidden}
      class={props.class}
      inputmode="decimal"
      autocomplete="off"
      value={text()}
      placeholder={props.none}
      hint={props.hint}
      error={wrong() ?? props.error}
      disabled={props.disabled}
      end={<span class="pr-2 text-13 whitespace-nowrap text-muted">{props.unit}</span>}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={choose}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        choose();
      }}
    />
  );
}

/** A speed shown in megabytes per second, stored in bytes per second. */
export function SpeedField(
  props: Omit<NumberFieldProps, "unit" | "min" | "max"> & { none?: string },
) {
  return (
    <NumberField
      {...props}
      unit="MB/s"
      none={props.none ?? "No limit"}
      min={0.01}
      max={100_000}
      value={props.value === null ? null : Number((props.value / 1e6).toPrecision(6))}
      onChange={(value) => props.onChange(value === null ? null : Math.round(value * 1e6))}
    />
  );
}

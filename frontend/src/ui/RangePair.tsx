import { createEffect, createSignal, on } from "solid-js";

interface RangePairProps {
  /** The label: "Years". */
  label: string;
  min: number;
  max: number;
  low: number;
  high: number;
  /** Called on release of a handle, with the lower value first. */
  onChange: (low: number, high: number) => void;
}

const KNOB =
  "pointer-events-none absolute inset-x-0 top-0 h-6 w-full appearance-none bg-transparent outline-none [&::-webkit-slider-runnable-track]:bg-transparent [&::-webkit-slider-thumb]:pointer-events-auto [&::-webkit-slider-thumb]:size-6 [&::-webkit-slider-thumb]:cursor-grab [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-0 [&::-webkit-slider-thumb]:bg-knob [&::-webkit-slider-thumb]:shadow-small [&::-moz-range-track]:bg-transparent [&::-moz-range-thumb]:pointer-events-auto [&::-moz-range-thumb]:size-6 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-knob focus-visible:[&::-webkit-slider-thumb]:outline-2 focus-visible:[&::-webkit-slider-thumb]:outline-offset-2 focus-visible:[&::-webkit-slider-thumb]:outline-accent";

/** A range slider with two handles. */
export function RangePair(props: RangePairProps) {
  const [low, setLow] = createSignal(0);
  const [high, setHigh] = createSignal(0);
  createEffect(
    on([() => props.low, () => props.high], ([from, to]) => {
      setLow(from);
      setHigh(to);
    }),
  );
  const share = (value: number) => (value - props.min) / Math.max(1, props.max - props.min);
  const choose = () => props.onChange(Math.min(low(), high()), Math.max(low(), high()));

  return (
    <div role="group" aria-label={props.label}>
      <p class="mb-2 flex justify-between text-15 font-strong tabular-nums">
        <span>{Math.min(low(), high())}</span>
        <span>{Math.max(low(), high())}</span>
      </p>
      <div class="relative h-6">
        <span class="absolute inset-x-0 top-[10.5px] h-[3px] rounded-pill bg-fill-2" />
        <span
          class="absolute top-[10.5px] h-[3px] rounded-pill bg-accent"
          style={{
            left: `${share(Math.min(low(), high())) * 100}%`,
            right: `${(1 - share(Math.max(low(), high()))) * 100}%`,
          }}
        />
        <input
          type="range"
          aria-label={`${props.label}, from`}
          class={KNOB}
          min={props.min}
          max={props.max}
          value={low()}
          onInput={(event) => setLow(event.currentTarget.valueAsNumber)}
          onChange={choose}
        />
        <input
          type="range"
          aria-label={`${props.label}, to`}
          class={KNOB}
          min={props.min}
          max={props.max}
          value={high()}
          onInput={(event) => setHigh(event.currentTarget.valueAsNumber)}
          onChange={choose}
        />
      </div>
    </div>
  );
}

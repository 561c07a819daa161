import { createMemo, createUniqueId, Show } from "solid-js";

interface SparklineProps {
  /** Oldest first. */
  values: readonly number[];
  /** The accessible name; without it the line is decorative. */
  label?: string;
  /** Fill the area below the line. */
  filled?: boolean;
  class?: string;
}

const WIDTH = 200;
const HEIGHT = 48;
const PAD = 3;
/** Headroom above the highest point: without it a constant value would fill the chart. */
const ROOM = 1.25;

/** A line chart of recent values, as wide as its container. */
export function Sparkline(props: SparklineProps) {
  const id = createUniqueId();
  const line = createMemo(() => path(props.values));

  return (
    <svg
      class={props.class}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role={props.label ? "img" : undefined}
      aria-label={props.label}
      aria-hidden={props.label ? undefined : "true"}
    >
      <Show when={props.filled}>
        <defs>
          <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
            <stop stop-color="var(--accent)" stop-opacity=".34" />
            <stop offset="1" stop-color="var(--accent)" stop-opacity="0" />
          </linearGradient>
        </defs>
        <path d={`${line()}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} fill={`url(#${id})`} />
      </Show>
      <path
        d={line()}
        fill="none"
        stroke="var(--accent)"
        stroke-width="1.6"
        stroke-linejoin="round"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

function path(values: readonly number[]): string {
  const highest = Math.max(...values, Number.EPSILON) * ROOM;
  const flat = values.length > 1 ? values : [values[0] ?? 0, values[0] ?? 0];
  const points = flat.map((value, index) => {
    const x = (index * WIDTH) / (flat.length - 1);
    const y = HEIGHT - PAD - (value / highest) * (HEIGHT - 2 * PAD);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

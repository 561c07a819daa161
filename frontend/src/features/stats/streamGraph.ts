/** The bands of a stream graph: series over the same periods, stacked around the middle. No I/O. */

export const WIDTH = 1200;
export const HEIGHT = 250;

/** The SVG path of each series, in the order given. */
export function bands(series: readonly (readonly number[])[]): string[] {
  const periods = series[0]?.length ?? 0;
  if (periods < 2) return [];
  const totals = Array.from({ length: periods }, (_, at) =>
    series.reduce((sum, each) => sum + (each[at] ?? 0), 0),
  );
  const highest = Math.max(...totals, 1);
  const scale = (HEIGHT * 0.94) / highest;
  const tops = totals.map((total) => (HEIGHT - total * scale) / 2);
  const x = (at: number) => (at * WIDTH) / (periods - 1);
  return series.map((values) => {
    const upper = tops.map((y, at) => [x(at), y] as const);
    values.forEach((value, at) => (tops[at] = (tops[at] ?? 0) + value * scale));
    const lower = tops.map((y, at) => [x(at), y] as const).reverse();
    return `M${curve(upper)}L${curve(lower)}Z`;
  });
}

/** Points joined by curves that are level at each of them, so that bands never cross. */
function curve(points: readonly (readonly [number, number])[]): string {
  return points
    .map(([x, y], at) => {
      const before = points[at - 1];
      if (!before) return `${x.toFixed(1)} ${y.toFixed(1)}`;
      const middle = ((before[0] + x) / 2).toFixed(1);
      return `C${middle} ${before[1].toFixed(1)} ${middle} ${y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** Format the rates of networks and files for display. */

/** Convert megabits per second, as the API reports speeds, to megabytes per second. */
function megabytesPerSecond(megabits: number): number {
  return megabits / 8;
}

/** `24.6 MB/s`, `180 kB/s`. Takes megabits per second. */
export function formatRate(megabits: number): string {
  const [value, unit] = rateParts(megabits);
  return `${value} ${unit}`;
}

/** The same from bytes per second. */
export function formatSpeed(bytesPerS: number): string {
  return formatRate((bytesPerS * 8) / 1e6);
}

/** Number and unit separately, for the large figure in a page header. */
export function rateParts(megabits: number): [string, string] {
  const megabytes = megabytesPerSecond(megabits);
  if (megabytes >= 0.95) return [megabytes.toFixed(megabytes < 100 ? 1 : 0), "MB/s"];
  return [String(Math.round(megabytes * 1000)), "kB/s"];
}

/** `8.3 Mb/s`, from kilobits per second. */
export function formatBitrate(kilobits: number): string {
  return kilobits < 1000 ? `${Math.round(kilobits)} kb/s` : `${(kilobits / 1000).toFixed(1)} Mb/s`;
}

/** The average colour of a picture, which the header of its ThumbHash says. */

/** Undefined for what is no ThumbHash. */
export function averageColor(hash: string): string | undefined {
  let bytes: string;
  try {
    bytes = atob(hash);
  } catch {
    return undefined;
  }
  if (bytes.length < 3) return undefined;
  const [low = 0, middle = 0, high = 0] = [0, 1, 2].map((at) => bytes.charCodeAt(at));
  const header = low | (middle << 8) | (high << 16);
  const light = (header & 63) / 63;
  const yellowBlue = ((header >> 6) & 63) / 31.5 - 1;
  const redGreen = ((header >> 12) & 63) / 31.5 - 1;
  const blue = light - (2 / 3) * yellowBlue;
  const red = (3 * light - blue + redGreen) / 2;
  const parts = [red, red - redGreen, blue];
  return `rgb(${parts.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255)).join(" ")})`;
}

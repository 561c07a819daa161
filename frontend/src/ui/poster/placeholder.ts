import { thumbHashToDataURL } from "thumbhash";

/** Cached placeholders: more than one page shows. */
const MAX_KEPT = 400;
/** Minimum length of a ThumbHash in bytes: the header and one coefficient. */
const FEWEST_BYTES = 6;

const drawn = new Map<string, string>();

/** The data URL of a ThumbHash's image; undefined for an invalid hash. */
export function placeholderUrl(hash: string): string | undefined {
  const known = drawn.get(hash);
  if (known !== undefined) return known;
  const url = draw(hash);
  if (url === undefined) return undefined;
  const oldest = drawn.keys().next();
  if (drawn.size >= MAX_KEPT && !oldest.done) drawn.delete(oldest.value);
  drawn.set(hash, url);
  return url;
}

function draw(hash: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));
    return bytes.length < FEWEST_BYTES ? undefined : thumbHashToDataURL(bytes);
  } catch {
    return undefined;
  }
}

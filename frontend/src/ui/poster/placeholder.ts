import { thumbHashToDataURL } from "thumbhash";

/** More than a page of every rail holds. */
const MAX_KEPT = 400;
/** What the shortest hash there can be has: a header and one frequency. */
const FEWEST_BYTES = 6;

const drawn = new Map<string, string>();

/** A picture's few low notes as an image address; undefined for what is no hash. */
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

import { createSignal } from "solid-js";

/** Cached placeholders: more than one page shows. */
const MAX_KEPT = 400;
/** Minimum length of a ThumbHash in bytes: the header and one coefficient. */
const FEWEST_BYTES = 6;

const drawn = new Map<string, string>();

// Pictures are requested before what draws their placeholders.
const [decode, setDecode] = createSignal<(hash: Uint8Array) => string>();
let isLoading = false;

function loadDecoder(): void {
  if (isLoading) return;
  isLoading = true;
  import("thumbhash").then(
    ({ thumbHashToDataURL }) => setDecode(() => thumbHashToDataURL),
    () => (isLoading = false), // the next picture tries again; this one keeps its gradient
  );
}

/**
 * The data URL of a ThumbHash's image; undefined for an invalid hash, and until the decoder has
 * loaded.
 */
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
  const toDataUrl = decode();
  if (!toDataUrl) {
    loadDecoder();
    return undefined;
  }
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));
    return bytes.length < FEWEST_BYTES ? undefined : toDataUrl(bytes);
  } catch {
    return undefined;
  }
}

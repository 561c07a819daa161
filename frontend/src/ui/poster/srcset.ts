/** The `srcset` of a picture in the sizes that the server renders. No I/O. */

/** How wide a picture of a size class is, in pixels. */
const WIDTHS = {
  w92: 92,
  w185: 185,
  w342: 342,
  w500: 500,
  w780: 780,
  w1280: 1280,
  original: 1920,
} as const;

type SizeClass = keyof typeof WIDTHS;

export type PictureKind = "poster" | "backdrop" | "still" | "profile";

const CLASSES: Readonly<Record<PictureKind, readonly SizeClass[]>> = {
  poster: ["w92", "w185", "w342", "w500", "w780"],
  backdrop: ["w780", "w1280", "original"],
  still: ["w342", "w500", "w780"],
  profile: ["w92", "w185", "w342", "w500"],
};

/** Default `sizes` of each kind: the widths of tokens.css. */
export const SIZES: Readonly<Record<PictureKind, string>> = {
  poster: "(max-width: 760px) 128px, (min-width: 1720px) 188px, 164px",
  // Half of it lies under a veil: a picture a little smaller than the window is sharp enough.
  backdrop: "(min-width: 1720px) 1920px, 1280px",
  still: "(max-width: 760px) 268px, (min-width: 1720px) 340px, 292px",
  profile: "120px",
};

const ARTWORK = /^(.*\/artwork\/)(w\d+|original)(\/.+)$/;

/** `srcset` of an address of ours; undefined for a drawing, which scales. */
export function srcsetOf(src: string, kind: PictureKind): string | undefined {
  const parts = ARTWORK.exec(src);
  if (!parts) return undefined;
  const [, before = "", , after = ""] = parts;
  return CLASSES[kind].map((size) => `${before}${size}${after} ${WIDTHS[size]}w`).join(", ");
}

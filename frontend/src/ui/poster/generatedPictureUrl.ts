import { hash } from "./fnvHash";

/** The input of the server's generated picture for a title without artwork. */
export interface PictureSubject {
  title: string;
  year: number | null;
  genres: readonly string[];
}

export type GeneratedKind = "poster" | "backdrop" | "still";

/** The longest title and list of genres the server accepts, in characters. */
const MAX_LENGTH = 300;

/** The address of the generated picture; the same subject always has the same one. No I/O. */
export function generatedUrl(subject: PictureSubject, kind: GeneratedKind): string {
  const query = new URLSearchParams({ title: subject.title.trim().slice(0, MAX_LENGTH) });
  if (subject.year !== null) query.set("year", String(subject.year));
  if (subject.genres.length > 0) query.set("genres", subject.genres.join(",").slice(0, MAX_LENGTH));
  return `/artwork/generated/${kind}?${query}`;
}

/** The address of a person's generated portrait. No I/O. */
export function portraitUrl(name: string): string {
  return `/artwork/generated/portrait?${new URLSearchParams({ name: name.trim().slice(0, MAX_LENGTH) })}`;
}

/** Two dark colours derived from the title, shown until a picture has loaded. No I/O. */
export function gradientOf(title: string): string {
  const hue = hash(title.toLowerCase().trim()) % 360;
  return `linear-gradient(165deg, hsl(${hue} 42% 27%), hsl(${(hue + 326) % 360} 48% 13%))`;
}

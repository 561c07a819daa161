/** The form of a title's details. No I/O. */
import type { LockedField, TitleEdit, TitleEdits } from "../../api/types";

/** The fields as typed: an empty text is no value. */
export type EditForm = Record<LockedField, string>;

export const FIELD_LABELS: Record<LockedField, string> = {
  title: "Title",
  overview: "Description",
  releaseDate: "Release date",
  runtimeMinutes: "Length in minutes",
  genres: "Genres",
  posterUrl: "Address of the poster",
  backdropUrl: "Address of the backdrop",
};

export const SOURCE_NAMES = { tmdb: "TMDB", igdb: "IGDB" } as const;

export function formOf(edits: TitleEdits): EditForm {
  return {
    title: edits.title,
    overview: edits.overview,
    releaseDate: edits.releaseDate ?? "",
    runtimeMinutes: edits.runtimeMinutes === null ? "" : String(edits.runtimeMinutes),
    genres: edits.genres.join(", "),
    posterUrl: edits.posterUrl ?? "",
    backdropUrl: edits.backdropUrl ?? "",
  };
}

const INPUT_TYPES: Partial<Record<LockedField, string>> = {
  releaseDate: "date",
  runtimeMinutes: "number",
  posterUrl: "url",
  backdropUrl: "url",
};

/** A stored picture may be the server's own, whose address is a path: only a new one is checked. */
export function inputTypeOf(field: LockedField, before: EditForm, after: EditForm): string {
  const type = INPUT_TYPES[field] ?? "text";
  return type === "url" && after[field] === before[field] ? "text" : type;
}

/** The fields that were changed, as the server wants them. */
export function editOf(before: EditForm, after: EditForm): TitleEdit {
  const isChanged = (field: LockedField) => after[field].trim() !== before[field].trim();
  const textOrNull = (field: LockedField) => after[field].trim() || null;
  return {
    ...(isChanged("title") ? { title: after.title.trim() } : {}),
    ...(isChanged("overview") ? { overview: after.overview.trim() } : {}),
    ...(isChanged("releaseDate") ? { releaseDate: textOrNull("releaseDate") } : {}),
    ...(isChanged("runtimeMinutes")
      ? { runtimeMinutes: after.runtimeMinutes.trim() ? Number(after.runtimeMinutes) : null }
      : {}),
    ...(isChanged("genres") ? { genres: namesIn(after.genres) } : {}),
    ...(isChanged("posterUrl") ? { posterUrl: textOrNull("posterUrl") } : {}),
    ...(isChanged("backdropUrl") ? { backdropUrl: textOrNull("backdropUrl") } : {}),
  };
}

/** `Drama, , Horror` names two. */
const namesIn = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

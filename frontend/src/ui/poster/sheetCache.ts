import { seedOf, sheetPicture, type SheetKind, type SheetSubject } from "./generatedPoster";

/** A long grid on a phone shows a few hundred sheets before the first ones are worth redrawing. */
const MAX_SHEETS = 300;

const sheets = new Map<string, string>();

/** The sheet as an image address: drawn once, then shown by every card of the same title. */
export function sheetUrl(subject: SheetSubject, kind: SheetKind): string {
  const key = [kind, seedOf(subject), ...subject.genres].join("|");
  const known = sheets.get(key);
  if (known !== undefined) return known;
  const url = `data:image/svg+xml,${encodeURIComponent(sheetPicture(subject, kind))}`;
  const oldest = sheets.keys().next();
  if (sheets.size >= MAX_SHEETS && !oldest.done) sheets.delete(oldest.value);
  sheets.set(key, url);
  return url;
}

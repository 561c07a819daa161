/** Moving a part of the home page. No I/O. */
import type { HomePart } from "../../api/types";

/** A list after the part at `from` was put at `to`, counted without it. */
export function moved(parts: readonly HomePart[], from: number, to: number): HomePart[] {
  const rest = parts.filter((_, index) => index !== from);
  const part = parts[from];
  return part === undefined ? rest : rest.toSpliced(to, 0, part);
}

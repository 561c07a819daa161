/** The number at the end of an address of TMDB, or the number alone; null for anything else. */
export function externalIdOf(typed: string): number | null {
  const found = /^(?:https:\/\/(?:www\.)?themoviedb\.org\/(?:movie|tv)\/)?(\d{1,10})(?:-.*)?$/.exec(
    typed.trim(),
  );
  const id = Number(found?.[1]);
  return id >= 1 && id < 2 ** 31 ? id : null;
}

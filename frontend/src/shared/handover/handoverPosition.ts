/** The second at which a file is about to start, for the player that opens next. */
let next: { libraryItemId: string; seconds: number } | undefined;

export function startAt(libraryItemId: string, seconds: number): void {
  next = { libraryItemId, seconds };
}

/** Undefined for a file that starts where its viewer stopped. It is told once. */
export function takeStart(libraryItemId: string): number | undefined {
  const found = next?.libraryItemId === libraryItemId ? next.seconds : undefined;
  next = undefined;
  return found;
}

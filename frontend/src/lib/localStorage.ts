/** Local storage that may be full, blocked, or written by an older version. */

export function readChoice<T extends string>(key: string, choices: readonly T[], other: T): T {
  try {
    const stored = localStorage.getItem(key);
    return choices.find((choice) => choice === stored) ?? other;
  } catch {
    return other;
  }
}

export function storeItem(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The value then lasts as long as the page.
  }
}

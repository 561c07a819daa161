/** In a file of its own: it is loaded before everything else (earlyKeys.ts). */
export const opensPalette = (event: KeyboardEvent) =>
  event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey);

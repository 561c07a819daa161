/** The name of this tab to the server: two tabs of one session are two viewers. */

const KEY = "seen-player";

/** The same after a reload, so that the conversion before it makes way. */
export function playerId(): string {
  try {
    const kept = sessionStorage.getItem(KEY);
    if (kept) return kept;
    const made = Math.random().toString(36).slice(2, 12);
    sessionStorage.setItem(KEY, made);
    return made;
  } catch {
    return ""; // no storage: the session is the viewer
  }
}

/** The name of this tab to the server: two tabs of one session are two viewers. */

const KEY = "seen-player";

let id: string | undefined;

/**
 * The same after a reload, so that the conversion before it makes way. A page keeps its name to
 * itself and leaves it in the storage of the tab only when it goes: "Duplicate tab" copies that
 * storage, and the duplicate is another viewer.
 */
export function playerId(): string {
  if (id === undefined) {
    id = takeStored() ?? Math.random().toString(36).slice(2, 12);
    addEventListener("pagehide", store);
    addEventListener("pageshow", takeStored); // this page again, from the browser's history
  }
  return id;
}

function takeStored(): string | null {
  try {
    const stored = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return stored;
  } catch {
    return null; // no storage: a reload is another viewer
  }
}

function store(): void {
  try {
    if (id !== undefined) sessionStorage.setItem(KEY, id);
  } catch {
    // A reload is another viewer.
  }
}

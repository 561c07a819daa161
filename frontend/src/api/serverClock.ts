/** The server's clock, so that a device whose clock is wrong orders its reports among others'. */

/** The header counts whole seconds: a smaller difference is none. */
const MIN_OFFSET_MS = 2_000;

let offsetMs = 0;

/** Learn the difference of the clocks from a response that was just received. */
export function noteServerTime(response: Response): void {
  const serverMs = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(serverMs)) return;
  const differenceMs = serverMs - Date.now();
  offsetMs = Math.abs(differenceMs) < MIN_OFFSET_MS ? 0 : differenceMs;
}

/** A clock of the server's time that never goes back: what it stamps is in order. */
export function createServerClock(): () => Date {
  let lastMs = 0;
  return () => {
    lastMs = Math.max(lastMs + 1, Date.now() + offsetMs);
    return new Date(lastMs);
  };
}

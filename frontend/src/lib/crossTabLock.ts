/** A lock across the tabs of this browser. */

/** Longer than any single request takes; a closed tab blocks the others for at most this long. */
const LEASE_MS = 10_000;
/** After this delay two tabs that wrote at the same moment agree on the last writer. */
const SETTLE_MS = 40;
const POLL_INTERVAL_MS = 60;

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Lease {
  holder: string;
  until: number;
}

function readLease(key: string): Lease | null {
  const [holder, until] = (localStorage.getItem(key) ?? "").split("|");
  if (!holder || !until) return null;
  return { holder, until: Number(until) };
}

/** `navigator.locks` needs https or localhost; plain http falls back to this lease. */
async function withLease<T>(key: string, work: () => Promise<T>): Promise<T> {
  const me = String(Math.random());
  for (;;) {
    const lease = readLease(key);
    if (lease === null || lease.until < Date.now()) {
      localStorage.setItem(key, `${me}|${Date.now() + LEASE_MS}`);
      await delay(SETTLE_MS);
      if (readLease(key)?.holder === me) break;
    }
    await delay(POLL_INTERVAL_MS);
  }
  try {
    return await work();
  } finally {
    if (readLease(key)?.holder === me) localStorage.removeItem(key);
  }
}

export function withCrossTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Undefined on plain http, although its type does not say so.
  const locks = navigator.locks as LockManager | undefined;
  if (locks) return locks.request(name, work) as Promise<T>;
  return withLease(name, work);
}

/** How often a manifest and its segments are asked for again, and after how long. No I/O. */

/** The answers that another try may change: none at all, and a busy or failing server. */
function mayChange(status: number | undefined): boolean {
  return !status || status === 429 || status >= 500;
}

function isBusy(status: number | undefined): boolean {
  return status === 429 || status === 503;
}

/** Tries of a server that fails; a busy one is asked for as long as the viewer waits. */
const MAX_TRIES = 8;

/** What is loaded goes on playing meanwhile, and without a connection for as long as it lasts. */
export function segmentPolicy(isConnected: () => boolean) {
  const retry = {
    // After a crash the same segment is there within a second.
    retryDelayMs: 400,
    maxRetryDelayMs: 3_000,
    maxNumRetry: MAX_TRIES,
    shouldRetry: (
      _: unknown,
      tries: number,
      isTimeout: boolean,
      response: { code?: number } | undefined,
    ): boolean => {
      if (isBusy(response?.code) || (!response?.code && !isConnected())) return true;
      return tries < MAX_TRIES && (isTimeout || mayChange(response?.code));
    },
  };
  return {
    default: {
      maxTimeToFirstByteMs: 10_000,
      maxLoadTimeMs: 60_000,
      timeoutRetry: retry,
      errorRetry: retry,
    },
  };
}

/** A manifest that does not come is the player's to ask for: it says so to the viewer. */
export const MANIFEST_POLICY = {
  default: {
    maxTimeToFirstByteMs: 10_000,
    maxLoadTimeMs: 20_000,
    timeoutRetry: null,
    errorRetry: null,
  },
};

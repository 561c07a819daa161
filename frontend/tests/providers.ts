import type { Provider } from "../src/api/types";

/** A provider that works. */
export function aProvider(changes: Partial<Provider> = {}): Provider {
  return {
    provider: "tmdb",
    configured: true,
    state: "ready",
    disabledUntil: null,
    lastSuccessAt: null,
    lastFailureAt: null,
    lastError: "",
    rung: 0,
    keySource: null,
    ...changes,
  };
}

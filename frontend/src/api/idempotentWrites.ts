/** Writes with an Idempotency-Key: the server carries a repetition out once. */
import { whileConnected, type Patience } from "./serverConnection";

export const IDEMPOTENCY_KEY = "Idempotency-Key";
/** A change that could not be sent for longer is an error: its user has gone on. */
const PATIENCE: Patience = { waitMs: 30_000, maxTries: 3 };
const MAX_CONFLICTS = 3;

export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Runs a write with a key; without an answer it is repeated once the connection is back. */
export async function repeatWrite(send: () => Promise<Response>): Promise<Response> {
  for (let conflicts = 0; ; conflicts++) {
    const response = await whileConnected(PATIENCE, send);
    // 409 with Retry-After: the first request, whose answer was lost, is still running.
    const waitS = Number(response.headers.get("Retry-After"));
    if (response.status !== 409 || !waitS || conflicts === MAX_CONFLICTS) return response;
    await new Promise((resolve) => setTimeout(resolve, waitS * 1000));
  }
}

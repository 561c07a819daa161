/**
 * Changes are sent in the order of their presses: over several connections the next choice would
 * overtake an Undo, which would then take it back.
 */

import { afterConnectedFor } from "./serverConnection";

/** What belongs to the server and takes its time: no choice waits for it. */
const SLOW = /\/v1\/(admin|auth|devices|downloads|imports|library|search|subtitles|titles)\b/;

/** An answer that takes longer is late or lost: then the next choice counts more than the order. */
const WAIT_MS = 10_000;

let last: Promise<unknown> = Promise.resolve();

/** Sends a change after the answer to the one before, or some seconds after it was sent. */
export function inOrder(request: Request, send: () => Promise<Response>): Promise<Response> {
  // A report that outlives the page does not wait for an answer that the page will not see.
  if (request.method === "GET" || request.keepalive || SLOW.test(request.url)) return send();
  const answer = last.then(send);
  last = last.then(() => answered(answer));
  return answer;
}

/**
 * Resolves with the answer, also an error, or when it has taken too long. While the connection is
 * lost it is not late: it is sent again, for a limited time, and what comes after it waits.
 */
function answered(answer: Promise<unknown>): Promise<unknown> {
  return Promise.race([answer.catch(() => undefined), afterConnectedFor(WAIT_MS)]);
}

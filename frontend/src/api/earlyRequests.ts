/** Requests sent before the code that needs their responses is loaded. */
import { authorized } from "./signedInUser";

export const API_ROOT = `${location.origin}/api/v1`;
/** A response that is unused after this time is discarded: it may be out of date. */
const KEPT_MS = 5_000;

const early = new Map<string, Promise<Response>>();

/**
 * Send these requests as soon as there is a session; `paths` are below the API's root. Returns
 * their responses, to be read from a clone; they reject without a session.
 */
export function requestEarly(
  session: Promise<boolean>,
  paths: readonly string[],
): Promise<Response>[] {
  setTimeout(() => early.clear(), KEPT_MS);
  return paths.map((path) => {
    const url = `${API_ROOT}${path}`;
    const answer = session.then((isIn) =>
      isIn ? authorized(new Request(url)) : Promise.reject(new Error("Signed out.")),
    );
    answer.catch(() => early.delete(url));
    early.set(url, answer);
    return answer;
  });
}

/** `authorized`, with the response of an early request on its first use. */
export async function authorizedEarly(request: Request): Promise<Response> {
  const answer = request.method === "GET" ? early.get(request.url) : undefined;
  if (answer === undefined) return authorized(request);
  early.delete(request.url);
  // The early request failed: repeat it; the page reports a second failure.
  return answer.catch(() => authorized(request));
}

/** Requests sent before the code that needs their answers is loaded. */
import { authorized } from "./session";

export const API_ROOT = `${location.origin}/api/v1`;
/** An answer that nobody has asked for by then is thrown away: it may be out of date. */
const KEPT_MS = 5_000;

const early = new Map<string, Promise<Response>>();

/**
 * Send these requests as soon as there is a session; `paths` are below the API's root. Returns
 * their answers, to be read from a clone; without a session they are rejected.
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

/** `authorized`, with the answer to an early request the first time it is asked for. */
export async function authorizedEarly(request: Request): Promise<Response> {
  const answer = request.method === "GET" ? early.get(request.url) : undefined;
  if (answer === undefined) return authorized(request);
  early.delete(request.url);
  // Failed on its way: the page asks again, and says so when that fails too.
  return answer.catch(() => authorized(request));
}

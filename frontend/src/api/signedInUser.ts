/**
 * The signed-in user. The access token is kept in memory only; the refresh cookie, which scripts
 * cannot read, survives a reload.
 */
import { createSignal } from "solid-js";
import { withCrossTabLock } from "../lib/crossTabLock";
import { fetchWithin, ONCE, READING, whileConnected } from "./serverConnection";
import { IDEMPOTENCY_KEY, repeatWrite } from "./idempotentWrites";
import { noteServerTime } from "./serverClock";
import type { Right, Session, User } from "./types";

const AUTH = "/api/v1/auth";
/** The lock under which one tab refreshes; the others wait and use the new cookie. */
const REFRESH_LOCK = "seen.refresh";
/** Longer than the server works on any of them: its statements end after five seconds. */
const REFRESH_WITHIN_MS = 15_000;
const READ_WITHIN_MS = 30_000;

type State = "unknown" | "in" | "out";

let accessToken: string | null = null;
let refreshing: Promise<boolean> | null = null;
let updating: Promise<void> | null = null;
const [user, setUser] = createSignal<User | null>(null, {
  equals: (one, other) => JSON.stringify(one) === JSON.stringify(other),
});
const [state, setState] = createSignal<State>("unknown");

/** The signed-in person; null until known, and when signed out. */
export { user };

/** Whether a person is signed in; `unknown` until the server has answered. */
export { state as sessionState };

export function startSession(session: Session): void {
  accessToken = session.accessToken;
  setUser(session.user);
  setState("in");
}

/** Store the signed-in user as returned by the server after a change. */
export function showUser(changed: User): void {
  setUser(changed);
}

/** Whether the signed-in person may do this. Before that is known, nothing is hidden. */
export function may(right: Right): boolean {
  const person = user();
  return person === null || person.role === "admin" || person.rights.includes(right);
}

export function endSession(): void {
  accessToken = null;
  setUser(null);
  setState("out");
}

export function csrfToken(): string {
  const pair = document.cookie.split("; ").find((cookie) => cookie.startsWith("seen_csrf="));
  return decodeURIComponent(pair?.slice("seen_csrf=".length) ?? "");
}

async function exchange(): Promise<boolean> {
  const response = await fetchWithin(REFRESH_WITHIN_MS, `${AUTH}/refresh`, {
    method: "POST",
    headers: { "X-CSRF-Token": csrfToken() },
  });
  // The session has ended. Other failures are temporary and keep the session.
  if (response.status === 401 || response.status === 403) return false;
  if (!response.ok) {
    const { status } = response;
    throw Object.assign(new Error("The server cannot answer just now."), { status });
  }
  startSession((await response.json()) as Session);
  return true;
}

/**
 * Renew the session from its cookie; false without a session. Concurrent callers share one request,
 * and tabs take turns, because a refresh token is valid for one use.
 */
export async function refresh(): Promise<boolean> {
  // Without the readable cookie there is no session to renew, and no need to ask.
  if (csrfToken() === "") {
    endSession();
    return false;
  }
  refreshing ??= withCrossTabLock(REFRESH_LOCK, exchange).finally(() => {
    refreshing = null;
  });
  const renewed = await refreshing;
  if (!renewed) endSession();
  return renewed;
}

/** Only what is read has a limit: an upload takes as long as it takes. */
function fetchWithToken(request: Request): Promise<Response> {
  if (accessToken !== null) request.headers.set("Authorization", `Bearer ${accessToken}`);
  if (request.method === "GET") return fetchWithin(READ_WITHIN_MS, request);
  return globalThis.fetch(request);
}

/** Reads who is signed in again: an administrator may have changed what the person may do. */
export function updateUser(): Promise<void> {
  updating ??= readUser().finally(() => {
    updating = null;
  });
  return updating;
}

async function readUser(): Promise<void> {
  const response = await fetchWithToken(new Request(`${location.origin}${AUTH}/me`));
  if (!response.ok) return;
  const found = (await response.json()) as User;
  if (found.id === user()?.id) setUser(found);
}

/** Whether a 401 of this address concerns the request's contents and not the session. */
function isSignIn(url: string): boolean {
  const { pathname } = new URL(url);
  return ["login", "register", "refresh", "logout", "setup"].some(
    (name) => pathname === `${AUTH}/${name}`,
  );
}

/**
 * `fetch` with the access token. Without an answer, reading waits for the connection, a write with
 * a key for a while; the server ignores the key of a user who is not signed in.
 */
export function authorized(request: Request): Promise<Response> {
  const again = () => send(request.clone());
  if (request.method === "GET") return whileConnected(READING, again);
  const hasKey = accessToken !== null && request.headers.has(IDEMPOTENCY_KEY);
  return hasKey ? repeatWrite(again) : whileConnected(ONCE, () => send(request));
}

/** A 401 renews the session once and repeats the request. */
async function send(request: Request): Promise<Response> {
  if (isSignIn(request.url)) return fetchWithToken(request);
  if (refreshing !== null) await refreshing;
  const again = request.clone();
  const sentWith = accessToken;
  const response = await fetchWithToken(request);
  noteServerTime(response);
  if (response.status === 403) updateUser().catch(() => undefined);
  if (response.status !== 401) return response;
  // Another call may have renewed it while this one was under way.
  if (accessToken !== sentWith || (await refresh())) return fetchWithToken(again);
  return response;
}

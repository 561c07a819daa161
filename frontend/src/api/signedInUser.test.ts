// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Session } from "./types";

const signedIn = (accessToken: string): Session => ({
  accessToken,
  expiresIn: 900,
  user: {
    id: "u1",
    email: "ada@home.lan",
    displayName: "Ada",
    role: "admin",
    rights: ["download", "rescan", "match", "delete"],
    picture: null,
    createdAt: "2026-01-01T12:00:00Z",
    passwordChangedAt: null,
  },
});

const answer = (status: number, body: unknown = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** A server that renews sessions and takes only the newest access token. */
function server(options: { renews: boolean }) {
  let token = "old";
  let renewals = 0;
  const fetch = vi.fn((input: Request | string, init?: RequestInit) => {
    const url = typeof input === "string" ? input : input.url;
    if (url.endsWith("/auth/refresh")) {
      renewals += 1;
      const csrf = new Headers(init?.headers).get("X-CSRF-Token");
      if (!options.renews || csrf !== "csrf-1") return Promise.resolve(answer(401));
      token = `new-${renewals}`;
      return Promise.resolve(answer(200, signedIn(token)));
    }
    const sent = typeof input === "string" ? null : input.headers.get("Authorization");
    return Promise.resolve(
      sent === `Bearer ${token}` && renewals > 0 ? answer(200, { sent }) : answer(401),
    );
  });
  vi.stubGlobal("fetch", fetch);
  return { renewals: () => renewals };
}

const ask = () => new Request("http://localhost/api/v1/dashboard");

beforeEach(() => {
  vi.resetModules();
  document.cookie = "seen_csrf=csrf-1; path=/";
});

afterEach(() => {
  document.cookie = "seen_csrf=; path=/; max-age=0";
});

test("a refused call renews the session and is repeated", async () => {
  const house = server({ renews: true });
  const session = await import("./signedInUser");
  session.startSession(signedIn("old"));

  const response = await session.authorized(ask());

  expect(response.status).toBe(200);
  expect(house.renewals()).toBe(1);
});

test("concurrently refused calls share one renewal", async () => {
  const house = server({ renews: true });
  const session = await import("./signedInUser");
  session.startSession(signedIn("old"));

  const responses = await Promise.all([1, 2, 3].map(() => session.authorized(ask())));

  expect(responses.map((each) => each.status)).toEqual([200, 200, 200]);
  expect(house.renewals()).toBe(1);
});

test("a call made while the session is being renewed waits for the new token", async () => {
  const house = server({ renews: true });
  const session = await import("./signedInUser");

  const renewed = session.refresh();
  const response = await session.authorized(ask());

  expect(await renewed).toBe(true);
  expect(response.status).toBe(200);
  expect(house.renewals()).toBe(1);
});

test("an expired session signs out and returns the error", async () => {
  server({ renews: false });
  const session = await import("./signedInUser");
  session.startSession(signedIn("old"));

  const response = await session.authorized(ask());

  expect(response.status).toBe(401);
  expect(session.sessionState()).toBe("out");
  expect(session.user()).toBeNull();
});

test("without the readable cookie no renewal is requested", async () => {
  document.cookie = "seen_csrf=; path=/; max-age=0";
  const house = server({ renews: true });
  const session = await import("./signedInUser");

  expect(await session.refresh()).toBe(false);
  expect(session.sessionState()).toBe("out");
  expect(house.renewals()).toBe(0);
});

test("a server error does not end the session", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer(503)));
  const session = await import("./signedInUser");

  await expect(session.refresh()).rejects.toThrow("cannot answer");
  expect(session.sessionState()).toBe("unknown");
});

test("a sent body is sent again after the renewal", async () => {
  const bodies: string[] = [];
  vi.stubGlobal("fetch", async (input: Request | string) => {
    if (typeof input === "string") return answer(200, signedIn("new"));
    bodies.push(await input.text());
    return input.headers.get("Authorization") === "Bearer new" ? answer(200) : answer(401);
  });
  const session = await import("./signedInUser");

  await session.authorized(
    new Request("http://localhost/api/v1/watch-later", { method: "POST", body: '{"mediaId":1}' }),
  );

  expect(bodies).toEqual(['{"mediaId":1}', '{"mediaId":1}']);
});

test("a page is read after its server hung while it was asked for", async () => {
  vi.useFakeTimers();
  let hangs = true;
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) => {
    if (typeof input !== "string" && input.url.endsWith("/health/live")) hangs = false;
    if (!hangs) return Promise.resolve(answer(200, signedIn("new")));
    return new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
    });
  });
  const session = await import("./signedInUser");

  const page = session.authorized(ask());
  await vi.advanceTimersByTimeAsync(60_000);

  expect((await page).status).toBe(200);
  vi.useRealTimers();
});

test("a renewal that hangs does not keep the lock of all tabs", async () => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "fetch",
    (_: unknown, init?: RequestInit) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
      }),
  );
  const session = await import("./signedInUser");

  const failed = expect(session.refresh()).rejects.toThrow(TypeError);
  await vi.advanceTimersByTimeAsync(20_000);
  await failed;
  vi.stubGlobal("fetch", () => Promise.resolve(answer(200, signedIn("new"))));
  const renewed = session.refresh();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await renewed).toBe(true);
  vi.useRealTimers();
});

test("a refusal shows the rights of now, and only what has changed", async () => {
  const member = { ...signedIn("old").user, role: "user" as const };
  vi.stubGlobal("fetch", ({ url }: Request) =>
    Promise.resolve(url.endsWith("/auth/me") ? answer(200, member) : answer(403)),
  );
  const session = await import("./signedInUser");
  session.startSession(signedIn("old"));

  expect((await session.authorized(ask())).status).toBe(403);
  await vi.waitFor(() => expect(session.user()?.role).toBe("user"));
  const known = session.user();
  await session.updateUser();
  expect(session.user()).toBe(known);
});

test("a server that cannot say what a person may do now holds up nothing", async () => {
  vi.stubGlobal("fetch", ({ url }: Request) => {
    if (url.endsWith("/auth/me")) return Promise.resolve(answer(503));
    return Promise.resolve(answer(url.endsWith("/refused") ? 403 : 200));
  });
  const session = await import("./signedInUser");
  session.startSession(signedIn("old"));

  const refused = session.authorized(new Request(new URL("/api/v1/refused", location.href)));
  expect((await refused).status).toBe(403);
  expect((await session.authorized(ask())).status).toBe(200);
  expect(session.user()?.role).toBe("admin");
});

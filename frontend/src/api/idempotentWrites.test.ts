// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { http } from "./client";
import { endSession, startSession } from "./signedInUser";
import { IDEMPOTENCY_KEY } from "./idempotentWrites";

const signedIn = () =>
  startSession({ accessToken: "token", expiresIn: 900, user: { id: "u1" } } as never);

/** A server that loses the answers to the first writes, and says what it was sent. */
function server(...answers: (Response | "lost")[]) {
  const keys: (string | null)[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    if (request.method === "GET") return Promise.resolve(new Response());
    keys.push(request.headers.get(IDEMPOTENCY_KEY));
    const answer = answers.shift() ?? Response.json({}, { status: 201 });
    return answer === "lost" ? Promise.reject(new TypeError("lost")) : Promise.resolve(answer);
  });
  return keys;
}

const add = () => http.POST("/watch-later", { body: { mediaId: 1 } });

beforeEach(() => {
  vi.useFakeTimers();
  signedIn();
});
afterEach(() => {
  vi.useRealTimers();
  endSession();
});

test("a write without an answer is repeated with its key once the server is back", async () => {
  const keys = server("lost");
  const answer = add();
  await vi.advanceTimersByTimeAsync(3_000);

  expect((await answer).response.status).toBe(201);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

test("each write has a key of its own", async () => {
  const keys = server();
  await add();
  await add();

  expect(new Set(keys).size).toBe(2);
});

test("a write whose first request is still running waits for it", async () => {
  const running = new Response(null, { status: 409, headers: { "Retry-After": "1" } });
  const keys = server("lost", running);
  const answer = add();
  await vi.advanceTimersByTimeAsync(5_000);

  expect((await answer).response.status).toBe(201);
  expect(keys).toHaveLength(3);
});

test("a write that never gets an answer fails", async () => {
  const keys = server("lost", "lost", "lost");
  const answer = expect(add()).rejects.toThrow("lost");
  await vi.advanceTimersByTimeAsync(60_000);

  await answer;
  expect(keys).toHaveLength(3);
});

test("without a session a write is not repeated: the server ignores its key", async () => {
  endSession();
  const keys = server("lost");

  await expect(add()).rejects.toThrow("lost");
  expect(keys).toHaveLength(1);
});

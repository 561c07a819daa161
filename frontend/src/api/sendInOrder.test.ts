// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { listWatchLater, rateTitle, setStatus, undoChange } from "./tracking";
import { pauseDownload } from "./downloads";
import { endSession, startSession } from "./signedInUser";

/** The paths of the requests so far, and a server that answers each when it is told to. */
function slowServer() {
  const sent: string[] = [];
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(new URL(request.url).pathname.replace("/api/v1", ""));
    return new Promise<Response>((resolve) => answers.push(resolve));
  });
  return { sent, answer: (at: number, response: Response) => answers[at]?.(response) };
}

afterEach(() => {
  endSession();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("the next choice waits for the answer to an Undo, also one that failed", async () => {
  const { sent, answer } = slowServer();

  const undone = undoChange("u1");
  const rated = rateTitle(1, 8);
  const chosen = setStatus(1, "dropped");
  await vi.waitFor(() => expect(sent).toEqual(["/undo/u1"]));
  answer(0, Response.json({ detail: "It is too late." }, { status: 409 }));
  await expect(undone).rejects.toThrow("too late");
  await vi.waitFor(() => expect(sent).toEqual(["/undo/u1", "/ratings"]));
  answer(1, Response.json({ undoId: "u2" }));
  await rated;
  await vi.waitFor(() => expect(sent).toEqual(["/undo/u1", "/ratings", "/statuses"]));
  answer(2, Response.json({ undoId: "u3" }));
  await chosen;
});

test("what is read and what takes its time waits for nothing", async () => {
  const { sent, answer } = slowServer();

  const rated = rateTitle(1, 8);
  void pauseDownload("a");
  void listWatchLater({}, 1, 20);

  await vi.waitFor(() =>
    expect(sent.toSorted()).toEqual(["/downloads/a/pause", "/ratings", "/watch-later"]),
  );
  answer(sent.indexOf("/ratings"), Response.json({ undoId: null }));
  await rated;
});

test("a change without an answer does not hold up the later ones for ever", async () => {
  vi.useFakeTimers();
  const { sent, answer } = slowServer();

  void rateTitle(1, 8);
  const chosen = setStatus(1, "dropped");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(["/ratings"]);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(sent).toEqual(["/ratings", "/statuses"]);
  answer(1, Response.json({ undoId: "u3" }));
  await chosen;
  answer(0, Response.json({ undoId: "u2" }));
});

test("what is chosen without a connection is sent in its order when it is back", async () => {
  vi.useFakeTimers();
  startSession({ accessToken: "token", expiresIn: 900, user: { id: "u1" } } as never);
  const sent: string[] = [];
  let isOnline = false;
  const answers: (() => void)[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (!isOnline) throw new TypeError("Failed to fetch");
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (path === "/health/live") return new Response();
    sent.push(path);
    return new Promise<Response>((resolve) => {
      answers.push(() => resolve(Response.json({ undoId: "u" })));
    });
  });

  const chosen = [undoChange("u1"), rateTitle(1, 8), setStatus(1, "dropped")];
  await vi.advanceTimersByTimeAsync(25_000);
  isOnline = true;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(sent).toEqual(["/undo/u1"]);
  for (const count of [2, 3]) {
    answers.at(-1)?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(count);
  }
  answers.at(-1)?.();
  await Promise.all(chosen);

  expect(sent).toEqual(["/undo/u1", "/ratings", "/statuses"]);
});

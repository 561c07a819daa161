// @vitest-environment jsdom
import { fireEvent, render, screen, within } from "@solidjs/testing-library";
import { MemoryRouter, Route } from "@solidjs/router";
import { expect, test, vi } from "vitest";
import type { SharedViewing } from "../../api/types";
import { makeMedia } from "../../../tests/media";
import { watchingText, withText } from "./sharedViewing";
import TogetherNow from "./TogetherNow";

const [ada, ben, mia] = [
  { id: "a", name: "Ada" },
  { id: "b", name: "Ben" },
  { id: "c", name: "Mia" },
] as const;
const viewing = (changes: Partial<SharedViewing>): SharedViewing => ({
  media: makeMedia({ id: 7, title: "Metropolis" }),
  owner: ada,
  companions: [],
  asked: [],
  startedAt: "2026-01-01T12:00:00Z",
  expiresAt: "2026-01-01T20:00:00Z",
  ...changes,
});

test("says for whom a title counts that is watched together", () => {
  const both = viewing({ companions: [ben] });
  expect(watchingText(both, true)).toBe("counts for you and Ben this evening");
  expect(watchingText(both, false)).toBe("counts for you while it plays at Ada’s");
  expect(watchingText(viewing({ companions: [ben], asked: [mia] }), true)).toBe(
    "counts for you and Ben this evening, and for Mia once they confirm it",
  );
  expect([withText(both), withText(viewing({ asked: [mia] }))]).toEqual([
    "With Ben",
    "Waiting for Mia",
  ]);
});

test("a person who is asked confirms it in one press", async () => {
  const sent: [string, unknown][] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET")
      return Response.json({ viewing: null, asks: [viewing({ asked: [ben] })] });
    sent.push([new URL(request.url).pathname, await request.json()]);
    return Response.json({ viewing: null, undoId: "u1" });
  });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={TogetherNow} />
    </MemoryRouter>
  ));

  const ask = await screen.findByRole("region", { name: "Ada asks" });
  expect(ask.textContent).toContain(
    "Metropolis plays at Ada’s. Are you watching too? Then it counts for you.",
  );
  fireEvent.click(screen.getByRole("button", { name: "I am watching" }));

  await vi.waitFor(() =>
    expect(sent).toEqual([["/api/v1/shared-viewing/asks/a", { joins: true }]]),
  );
  vi.unstubAllGlobals();
});

test("the focus goes on to the next ask, and from the last one to the page", async () => {
  let asks = [viewing({ asked: [ben] }), viewing({ owner: mia, asked: [ben] })];
  vi.stubGlobal("fetch", (request: Request) => {
    if (request.method === "GET") return Promise.resolve(Response.json({ viewing: null, asks }));
    asks = asks.slice(1);
    return Promise.resolve(Response.json({ viewing: null, undoId: "u1" }));
  });
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <main id="content" tabindex="-1">
            <TogetherNow />
          </main>
        )}
      />
    </MemoryRouter>
  ));
  const answer = async (name: string) => {
    const [, refuse] = within(await screen.findByRole("region", { name })).getAllByRole("button");
    refuse?.focus();
    if (refuse) fireEvent.click(refuse);
    await vi.waitFor(() => expect(screen.queryByRole("region", { name })).toBeNull());
  };

  await answer("Ada asks");
  const next = screen.getByRole("region", { name: "Mia asks" });
  await vi.waitFor(() => expect(next.contains(document.activeElement)).toBe(true));
  await answer("Mia asks");
  await vi.waitFor(() => expect(document.activeElement?.id).toBe("content"));
  vi.unstubAllGlobals();
});

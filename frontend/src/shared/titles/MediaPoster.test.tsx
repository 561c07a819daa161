// @vitest-environment jsdom
import { MemoryRouter, Route } from "@solidjs/router";
import { cleanup, fireEvent, render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { MediaCard } from "../../api/types";
import { beginPair } from "../../lib/keyboard";
import { dismiss, toasts } from "../../ui/toast";
import { MediaPoster } from "./MediaPoster";

let mediaId = 100;

/** The focused poster of a new title; returns the changes that are sent. */
function focusPoster(changes: Partial<MediaCard> = {}, isOnShelf = false) {
  const media = makeMedia({ id: ++mediaId, title: "The General", ...changes });
  const sent: [path: string, body: unknown][] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (request.method !== "GET") sent.push([path, await request.json().catch(() => null)]);
    return Response.json({ undoId: "u1", media: [], items: [] });
  });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <MediaPoster media={media} isOnShelf={isOnShelf} />} />
    </MemoryRouter>
  ));
  const poster = screen.getByRole("link");
  poster.focus();
  return { sent, poster };
}

afterEach(() => {
  beginPair(false);
  for (const each of [...toasts]) dismiss(each.id);
  vi.unstubAllGlobals();
});

test("a focused poster is a favorite, rated and wanted by key", async () => {
  const { sent, poster } = focusPoster({ mediaType: "movie" });

  await userEvent.keyboard("f4n");

  await vi.waitFor(() => expect(sent).toHaveLength(3));
  expect(sent).toEqual([
    ["/favorites", { mediaIds: [mediaId], isFavorite: true }],
    ["/ratings", { mediaIds: [mediaId], rating: 8 }],
    ["/wanted/add", expect.objectContaining({ mediaIds: [mediaId] })],
  ]);
  expect(poster.getAttribute("aria-keyshortcuts")?.split(" ")).toContain("F");
});

test("a show is followed by key", async () => {
  const { sent } = focusPoster({ mediaType: "show" });

  await userEvent.keyboard("e");

  await vi.waitFor(() => expect(sent).toEqual([["/watchlist/add", expect.anything()]]));
});

test("a film is not followed, and a game is not wanted", async () => {
  const film = focusPoster({ mediaType: "movie" });
  await userEvent.keyboard("e");
  expect(film.sent).toEqual([]);
  cleanup();
  const game = focusPoster({ mediaType: "game" });
  await userEvent.keyboard("n");
  expect(game.sent).toEqual([]);
});

test("the letter of a page after G does nothing to the poster", async () => {
  const { sent } = focusPoster();
  beginPair(true);

  await userEvent.keyboard("f");

  expect(sent).toEqual([]);
});

test("on a shelf a digit names a shelf, and rates nothing", async () => {
  const { sent, poster } = focusPoster({ mediaType: "game" }, true);

  await userEvent.keyboard("4f");

  await vi.waitFor(() => expect(sent.map(([path]) => path)).toEqual(["/favorites"]));
  expect(poster.getAttribute("aria-keyshortcuts")).toBe("P S F C");
});

test("a key that is held changes nothing again", () => {
  const { sent, poster } = focusPoster();

  fireEvent.keyDown(poster, { key: "f", repeat: true });

  expect(sent).toEqual([]);
});

test.each([
  { atHand: true, buttons: 1 },
  { atHand: false, buttons: 0 },
])("a title of the library offers Play when it is at hand: $atHand", async (given) => {
  const media = makeMedia({ title: "The General", inLibrary: true, atHand: given.atHand });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <MediaPoster media={media} />} />
    </MemoryRouter>
  ));

  await userEvent.hover(screen.getByRole("link"));

  expect(screen.queryAllByRole("button", { name: /^Play/ })).toHaveLength(given.buttons);
});

test("the caption leads to the title, without a second stop of Tab or link to be read", () => {
  const media = makeMedia({ id: ++mediaId, title: "The General" });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <MediaPoster media={media} caption="1926" />} />
    </MemoryRouter>
  ));
  const poster = screen.getByRole<HTMLAnchorElement>("link");
  const caption = screen
    .getAllByText("The General")
    .map((text) => text.closest("a"))
    .find((link) => link !== null);

  expect(caption?.pathname).toBe(poster.pathname);
  expect(caption?.tabIndex).toBe(-1);
});

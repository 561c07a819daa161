import { MemoryRouter, Route } from "@solidjs/router";
import { cleanup, fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { FOUND_OUTSIDE } from "../../../tests/titles";
import { paletteOpen, setPaletteOpen } from "../../lib/commandPaletteState";
import CommandPalette from "./CommandPalette";

/** Opens the palette and types; the requests to the providers so far. */
async function search(answer: unknown): Promise<string[]> {
  const sent: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.endsWith("/search/outside")) {
      return Promise.resolve(Response.json({ items: [], people: [], nextCursor: null }));
    }
    sent.push(request.method);
    const body =
      request.method === "GET" ? answer : makeMedia({ id: 5, title: FOUND_OUTSIDE.title });
    return Promise.resolve(Response.json(body));
  });
  setPaletteOpen(true);
  render(() => (
    <MemoryRouter>
      <Route path="*" component={CommandPalette} />
    </MemoryRouter>
  ));
  const input = await screen.findByRole("combobox");
  fireEvent.input(input, { target: { value: "paper harbour" } });
  input.focus();
  return sent;
}

afterEach(() => {
  setPaletteOpen(false);
  cleanup();
});

const section = () => screen.findByRole("group", { name: "Not in the catalogue yet" });
const chosen = () => screen.getByRole("option", { selected: true }).textContent;

test("with the keyboard alone the providers are asked and a title is added", async () => {
  const sent = await search({ items: [FOUND_OUTSIDE], state: "ok", unanswered: [] });
  await section();
  await userEvent.keyboard("{ArrowUp}");
  expect(chosen()).toContain("Search outside for “paper harbour”");
  expect(sent).toEqual([]);

  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(chosen()).toContain("The Paper Harbour"));
  expect(paletteOpen()).toBe(true);

  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(paletteOpen()).toBe(false));
  expect(sent).toEqual(["GET", "POST"]);
});

test("without a key the row says what is missing, and the palette stays open", async () => {
  await search({ items: [], state: "no_key", unanswered: [] });

  await section();
  await userEvent.keyboard("{ArrowUp}{Enter}");

  await waitFor(() => expect(chosen()).toContain("no key for TMDB or IGDB"));
  expect(paletteOpen()).toBe(true);
});

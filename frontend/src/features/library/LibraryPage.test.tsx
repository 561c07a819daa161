import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { Suspense } from "solid-js";
import { beforeEach, expect, test, vi } from "vitest";
import { makeLibraryTitle } from "../../../tests/library";
import { makeMedia } from "../../../tests/media";
import LibraryPage from "./LibraryPage";

const TITLE = makeLibraryTitle({ media: makeMedia({ id: 1, title: "Metropolis" }) });

/** Only the titles and scans are answered. */
beforeEach(() => {
  vi.stubGlobal("fetch", (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/library/titles"))
      return Promise.resolve(Response.json({ items: [TITLE], total: 1, nextCursor: null }));
    if (path.endsWith("/scans")) return Promise.resolve(Response.json({ items: [] }));
    return new Promise(() => undefined);
  });
});

test("the titles are shown while the storage picture and the facets are slow", async () => {
  render(() => (
    <MemoryRouter root={(props) => <Suspense fallback="The page waits">{props.children}</Suspense>}>
      <Route path="*" component={LibraryPage} />
    </MemoryRouter>
  ));

  expect(screen.getByRole("heading", { level: 1, name: "Library" })).toBeTruthy();
  expect(await screen.findByRole("link", { name: /Metropolis/ })).toBeTruthy();
});

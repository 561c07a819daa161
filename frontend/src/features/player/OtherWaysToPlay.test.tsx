import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { OtherWaysToPlay } from "./OtherWaysToPlay";

const version = (libraryItemId: string, kind: string | null) => ({
  libraryItemId,
  kind,
  summary: "",
  reasons: [],
});

/** A server with these versions of the film, the best first; one of them does not play. */
function show(id: string, versions: object[]) {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ items: versions })));
  const onVersion = vi.fn();
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <OtherWaysToPlay libraryItemId={id} fileName="film.mkv" onVersion={onVersion} />
        )}
      />
    </MemoryRouter>
  ));
  return onVersion;
}

test("of the other versions the best that plays here is offered", async () => {
  const onVersion = show("1", [version("1", null), version("2", null), version("3", "direct")]);

  await userEvent.click(await screen.findByRole("button", { name: "Play another version" }));

  expect(onVersion).toHaveBeenCalledWith("3");
});

test("a film with one version is opened elsewhere or downloaded", async () => {
  show("4", [version("4", null)]);

  expect(await screen.findByRole("button", { name: "Download" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Open in another player" })).toBeTruthy();
  expect(screen.queryByText("Play another version")).toBeNull();
});

import { createAsync, createMemoryHistory, MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import SettingsLayout from "./SettingsLayout";

vi.mock("../../api/session", () => ({ user: () => ({ role: "admin" }), may: () => true }));

function Broken() {
  const found = createAsync(() => Promise.reject<string>(new Error("The server had a problem.")));
  return <p>{found()}</p>;
}

test("a section that does not load keeps its name and the list of sections", async () => {
  const history = createMemoryHistory();
  history.set({ value: "/app/settings/library" });
  render(() => (
    <MemoryRouter history={history}>
      <Route path="/app/settings" component={SettingsLayout}>
        <Route path="/library" component={Broken} />
      </Route>
    </MemoryRouter>
  ));

  expect((await screen.findByRole("alert")).textContent).toContain("This page did not load.");
  expect(screen.getByRole("heading", { name: "Library folders" })).toBeTruthy();
  expect(screen.getByRole("navigation", { name: "Settings" })).toBeTruthy();
});

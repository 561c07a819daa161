import { createAsync, createMemoryHistory, MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import SettingsLayout from "./SettingsLayout";

vi.mock("../../api/signedInUser", () => ({ user: () => ({ role: "admin" }), may: () => true }));

function Broken() {
  const found = createAsync(() => Promise.reject<string>(new Error("The server had a problem.")));
  return <p>{found()}</p>;
}

let load: (text: string) => void = () => undefined;
function Slow() {
  const found = createAsync(() => new Promise<string>((resolve) => (load = resolve)));
  return <p>{found()}</p>;
}

function shown(path: string) {
  const history = createMemoryHistory();
  history.set({ value: path });
  render(() => (
    <MemoryRouter history={history}>
      <Route path="/app/settings" component={SettingsLayout}>
        <Route path="/library" component={Broken} />
        <Route path="/storage" component={() => <p>Of storage</p>} />
        <Route path="/trash" component={Slow} />
      </Route>
    </MemoryRouter>
  ));
  return history;
}

test("a section that does not load keeps its name and the list of sections", async () => {
  const history = shown("/app/settings/library");

  expect((await screen.findByRole("alert")).textContent).toContain("This page did not load.");
  expect(screen.getByRole("heading", { name: "Library folders" })).toBeTruthy();
  expect(screen.getByRole("navigation", { name: "Settings" })).toBeTruthy();

  history.set({ value: "/app/settings/storage" });
  expect(await screen.findByText("Of storage")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a section stays until the next one has loaded", async () => {
  const history = shown("/app/settings/storage");
  expect(await screen.findByText("Of storage")).toBeTruthy();

  history.set({ value: "/app/settings/trash" });
  await Promise.resolve();
  expect(screen.getByText("Of storage")).toBeTruthy();
  load("Of the recycle folder");
  expect(await screen.findByText("Of the recycle folder")).toBeTruthy();
  expect(screen.queryByText("Of storage")).toBeNull();
});

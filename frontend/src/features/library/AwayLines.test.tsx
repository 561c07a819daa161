// @vitest-environment jsdom
import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { AwayLines } from "./AwayLines";
import { createFacets, libraryChanged } from "./libraryQueries";

const role = vi.hoisted(() => ({ now: "admin" }));
vi.mock("../../api/signedInUser", async (original) => ({
  ...(await original<object>()),
  user: () => ({ role: role.now }),
}));

let asked: string[] = [];

function show(
  missing: number,
  folders: { path: string; state: string; files: number; away: number }[],
  readBeside: () => unknown = () => undefined,
) {
  asked = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(request.method === "GET" ? pathname : `${request.method} ${pathname}${search}`);
    return Promise.resolve(Response.json({ items: folders }));
  });
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => {
          readBeside();
          return <AwayLines missing={missing} isShown={false} />;
        }}
      />
    </MemoryRouter>
  ));
}

afterEach(() => {
  role.now = "admin";
  vi.unstubAllGlobals();
});

test("a folder that is away is named, and its files are not called missing too", async () => {
  show(2, [
    { path: "/media/travel", state: "missing", files: 41, away: 41 },
    { path: "/media/vault", state: "ok", files: 7, away: 0 },
    { path: "/media/new", state: "missing", files: 0, away: 0 },
  ]);

  expect(await screen.findByText(/is away: 41 files/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "Show them" }).getAttribute("href")).toBe(
    "/app/library?root=%2Fmedia%2Ftravel",
  );
  expect(screen.queryByText(/missing files/)).toBeNull();
  expect(screen.getAllByRole("region")).toHaveLength(1);
});

test("a folder that is back is no longer called away once the library was scanned", async () => {
  const travel = { path: "/media/travel", state: "missing", files: 41, away: 41 };
  await libraryChanged(); // asked again, not taken from the test before
  show(0, [travel]);
  await screen.findByText(/is away: 41 files/);

  Object.assign(travel, { state: "ok", away: 0 });
  await libraryChanged();

  await waitFor(() => expect(screen.queryByText(/is away/)).toBeNull());
});

test("a disk that returns is noticed without a scan, and what the page shows is read again", async () => {
  const travel = { path: "/media/travel", state: "missing", files: 41, away: 41 };
  await libraryChanged();
  show(0, [travel], createFacets);
  await screen.findByText(/is away: 41 files/);
  asked = [];

  Object.assign(travel, { state: "ok", away: 0 });
  document.dispatchEvent(new Event("visibilitychange")); // as after the interval

  await waitFor(() => expect(screen.queryByText(/is away/)).toBeNull());
  await waitFor(() => expect(asked).toContain("/api/v1/library/titles/facets"));
});

test("others than administrators see what is missing, and nothing of the folders is asked", async () => {
  role.now = "user";
  show(1, []);

  expect(await screen.findByText(/1 title with missing files/)).toBeTruthy();
  expect(screen.getByText(/It stays in the library until the files are back/)).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Forget them" })).toBeNull();
  expect(asked).toEqual([]);
});

test("files of a disk in a folder are forgotten after a question that counts them", async () => {
  await libraryChanged();
  show(0, [{ path: "/media/vault", state: "away", files: 50, away: 3 }]);
  expect(await screen.findByText(/is away: 3 files/)).toBeTruthy();

  await userEvent.click(screen.getByRole("button", { name: "Gone for good" }));
  await screen.findByRole("alertdialog", { name: "Forget 3 files of /media/vault?" });
  expect(asked.filter((each) => each.startsWith("DELETE"))).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Forget 3 files" }));

  await waitFor(() =>
    expect(asked).toContain("DELETE /api/v1/library/folders/away?path=%2Fmedia%2Fvault"),
  );
});

test("missing files are forgotten where they are listed", async () => {
  await libraryChanged();
  show(2, []);

  const link = await screen.findByRole("link", { name: "Forget them" });

  expect(link.getAttribute("href")).toBe("/app/library/files?state=missing");
});

import { MemoryRouter, Route, useLocation } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FilterBar } from "./FilterBar";
import { useFilters } from "./urlFilters";

const GENRES = [
  { slug: "drama", name: "Drama", count: 60 },
  { slug: "film-noir", name: "Film noir", count: 12 },
];

const FACETS = {
  languages: [],
  countries: [],
  platforms: [],
  years: { min: 1902, max: 2020 },
  sorts: ["trending", "popular", "newest", "a-z"],
  hasRatings: false,
};

let address = "";

function answer(facets: object) {
  vi.stubGlobal("fetch", (request: Request) =>
    Promise.resolve(Response.json(request.url.includes("/facets") ? facets : { items: GENRES })),
  );
}

beforeEach(() => {
  answer({ ...FACETS });
});
afterEach(() => {
  address = "";
});

function Page() {
  const location = useLocation();
  const filters = useFilters();
  return (
    <>
      <FilterBar {...filters} all="For you" totalText="31 titles" />
      <output>{(address = location.search)}</output>
    </>
  );
}

const showBar = () =>
  render(() => (
    <MemoryRouter>
      <Route path="*" component={Page} />
    </MemoryRouter>
  ));

const press = async (name: string, role = "link") =>
  userEvent.click(await screen.findByRole(role, { name }));

test("a genre and a kind go into the address, one after the other", async () => {
  showBar();
  await press("Film noir");
  await waitFor(() => expect(address).toBe("?genre=film-noir"));
  await press("Shows");

  await waitFor(() => expect(address).toBe("?genre=film-noir&type=show"));
  expect(await screen.findByText("31 titles")).toBeTruthy();
});

test("a genre is removed by its chip, and everything at once", async () => {
  showBar();
  await press("Drama");
  await press("Remove filter Drama", "button");
  await waitFor(() => expect(address).toBe(""));

  await press("Drama");
  await press("Movies");
  await press("Clear all", "button");

  await waitFor(() => expect(address).toBe(""));
});

test("without filters there is no count and nothing to clear", () => {
  showBar();

  expect(screen.queryByText("31 titles")).toBeNull();
  expect(screen.queryByRole("button", { name: "Clear all" })).toBeNull();
});

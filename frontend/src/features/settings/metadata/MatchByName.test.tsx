import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { ProviderTitle, ProviderTitles, UndescribedTitle } from "../../../api/types";
import { MatchByName } from "./MatchByName";

const TITLE: UndescribedTitle = {
  id: 3,
  kind: "movie",
  source: "tmdb",
  title: "Metropolis",
  year: 1927,
  imdbId: null,
  outcome: "not_found",
  error: "",
  attemptedAt: null,
  nextAttemptAt: null,
};
const FOUND: ProviderTitle = {
  source: "tmdb",
  externalId: "19",
  mediaType: "movie",
  title: "Metropolis",
  originalTitle: null,
  year: 1927,
  overview: "A city of two storeys.",
  posterUrl: null,
  votes: 9,
  otherNames: [],
  countries: [],
  platforms: [],
};

function showSearch(answer: ProviderTitles) {
  const onMatch = vi.fn();
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const url = new URL(request.url);
    asked.push(url.pathname + url.search);
    return Promise.resolve(Response.json(answer));
  });
  render(() => <MatchByName title={TITLE} source="TMDB" disabled={false} onMatch={onMatch} />);
  return { onMatch, asked };
}

test("the source is searched by the name, and the right one is chosen", async () => {
  const { onMatch, asked } = showSearch({ items: [FOUND], state: "ok", unanswered: [] });

  await userEvent.click(screen.getByRole("button", { name: "Search" }));
  await userEvent.click(await screen.findByRole("button", { name: "Match with Metropolis, 1927" }));

  expect(asked).toEqual(["/api/v1/admin/enrichment/titles/3/candidates?q=Metropolis"]);
  expect(onMatch).toHaveBeenCalledWith(19);
});

test.each([
  ["ok", "TMDB finds nothing by this name. Try another spelling."],
  ["no_key", "TMDB has no key yet: enter one under Sources and keys."],
  ["unavailable", "TMDB does not answer now. Try again in a minute."],
] as const)("without a find it says why: %s", async (state, text) => {
  showSearch({ items: [], state, unanswered: [] });

  await userEvent.click(screen.getByRole("button", { name: "Search" }));

  expect((await screen.findByRole("status")).textContent).toBe(text);
});

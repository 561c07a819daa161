import { MemoryRouter, Route } from "@solidjs/router";
import { cleanup, render, screen } from "@solidjs/testing-library";
import { afterEach, expect, test } from "vitest";
import { aFile } from "../../../tests/titles";
import { FileCard } from "./FileCard";

afterEach(cleanup);

test.each([
  { absence: null, plays: 1, says: /^.*$/ },
  { absence: { reason: "away" as const, away: "travel" }, plays: 0, says: /Away, on travel/ },
  { absence: { reason: "missing" as const, away: "" }, plays: 0, says: /Missing/ },
])("a file plays when it is at hand, and says otherwise why not: $absence", (given) => {
  const item = aFile({ content: "video", absence: given.absence });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <FileCard item={item} onDetails={() => undefined} />} />
    </MemoryRouter>
  ));

  expect(screen.queryAllByRole("link", { name: /^Play/ })).toHaveLength(given.plays);
  expect(screen.getByText(given.says, { selector: "p:last-child" })).toBeTruthy();
});

import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import type { MediaDetail } from "../../api/types";
import { aTitle } from "../../../tests/titles";
import { MetadataNote } from "./MetadataNote";

function note(metadata: MediaDetail["metadata"]): string {
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <MetadataNote title={aTitle({ metadata })} />} />
    </MemoryRouter>
  ));
  return screen.getByRole("status").textContent.trim();
}

const CHECKED = "2026-01-02T12:00:00Z";

test.each([
  [{ refreshing: true, unavailable: null }, /^Fetching more metadata$/],
  [{ refreshing: false, unavailable: null }, /^Facts and pictures from TMDB, looked up /],
  [{ refreshing: false, unavailable: "resting" }, /^TMDB cannot be asked at the moment\. More /],
  [{ refreshing: false, unavailable: "provider_garbled" }, /^TMDB cannot be asked at the moment/],
  [{ refreshing: false, unavailable: "not_there" }, /^TMDB does not know this title\.$/],
  [{ refreshing: false, unavailable: "queued" }, /other titles are fetched first\.$/],
])("%j is said in words", (state, text) => {
  expect(note({ provider: "tmdb", checkedAt: CHECKED, ...state })).toMatch(text);
});

test("without a provider nothing is said", () => {
  expect(note({ provider: null, checkedAt: null, refreshing: false, unavailable: null })).toBe("");
});

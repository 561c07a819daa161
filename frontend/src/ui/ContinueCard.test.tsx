import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { makeMedia } from "../../tests/media";
import { ContinueCard } from "./ContinueCard";

function show(secondsLeft: number, trouble?: string) {
  const item = {
    id: "1",
    media: makeMedia({ title: "Fantomas" }),
    episodeId: 1,
    episodeLabel: "S1 E4",
    episodeTitle: null,
    stillUrl: null,
    stillPlaceholder: null,
    positionSeconds: 0,
    durationSeconds: 0,
    progressPercent: 0,
    secondsLeft,
    libraryItemId: null,
    absence: null,
    updatedAt: "2026-01-01T12:00:00Z",
  };
  const Card = () => (
    <ContinueCard item={item} href="/app/shows/1" trouble={trouble} onMenu={() => undefined} />
  );
  render(() => (
    <MemoryRouter>
      <Route path="*" component={Card} />
    </MemoryRouter>
  ));
}

test("what cannot be played now says why instead of how much is left", async () => {
  show(600, "Away, on travel");

  expect(
    await screen.findByRole("link", { name: "Fantomas, S1 E4 · Away, on travel" }),
  ).toBeTruthy();
  expect(screen.queryByText(/left/)).toBeNull();
});

test("an episode of unknown length does not end in a second", async () => {
  show(0);

  expect(await screen.findByText("S1 E4")).toBeTruthy();
  expect(screen.queryByText(/left/)).toBeNull();
});

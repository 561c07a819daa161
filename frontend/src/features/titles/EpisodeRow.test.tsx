import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { anEpisode } from "../../../tests/titles";
import type { Episode } from "../../api/types";
import { EpisodeRow } from "./EpisodeRow";

function showRow(changes: Partial<Episode> = {}, seen = false, onSeenUpTo?: () => void) {
  const onSeen = vi.fn();
  const row = () => (
    <EpisodeRow
      episode={anEpisode(changes)}
      year={2010}
      genres={[]}
      seen={seen}
      isNext={false}
      onSeen={onSeen}
      onSeenUpTo={onSeenUpTo}
    />
  );
  render(() => (
    <MemoryRouter>
      <Route path="*" component={row} />
    </MemoryRouter>
  ));
  return onSeen;
}

test("shows number, title, date and length", () => {
  showRow({ title: "Earthfall", airDate: "2010-06-16", runtimeMinutes: 34 });

  expect(screen.getByRole("heading", { name: "1 Earthfall" })).toBeTruthy();
  expect(screen.getByText("16 June 2010")).toBeTruthy();
  expect(screen.getByText("34 min")).toBeTruthy();
});

test("shows how its source rates it, once it has votes", () => {
  showRow({ rating: 8, votes: 1204 });

  expect(screen.getByText("8.0").textContent).toBe("Rated 8.0 of 10");
  expect(screen.getByTitle("1,204 votes")).toBeTruthy();
});

test("an episode with a file plays from its still", () => {
  showRow({ libraryItemId: "l7" });

  const link = screen.getByRole("link", { name: "Play episode 1, Earthfall" });
  expect(link.getAttribute("href")).toBe("/app/play/l7");
});

test("an episode without a file is not a button", () => {
  showRow();

  expect(screen.queryByRole("link")).toBeNull();
});

test("a started episode shows how much is left", () => {
  showRow({ positionSeconds: 960, runtimeMinutes: 34, progressPercent: 47 });

  expect(screen.getByText("18 min left")).toBeTruthy();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("47");
});

test("its button marks it watched and unwatched", async () => {
  const onSeen = showRow();

  await userEvent.click(screen.getByRole("button", { name: "Mark episode 1 as seen" }));

  expect(onSeen).toHaveBeenCalledWith(true);
});

test("a watched episode says so and hides its progress", async () => {
  const onSeen = showRow({ progressPercent: 90 }, true);

  await userEvent.click(screen.getByRole("button", { name: "Mark episode 1 as not seen" }));

  expect(onSeen).toHaveBeenCalledWith(false);
  expect(screen.queryByRole("progressbar")).toBeNull();
});

test("everything up to an episode is one press", async () => {
  const onSeenUpTo = vi.fn();
  showRow({ episodeNumber: 4 }, false, onSeenUpTo);

  await userEvent.click(
    screen.getByRole("button", { name: "Mark everything up to episode 4 as seen" }),
  );

  expect(onSeenUpTo).toHaveBeenCalledOnce();
});

test("the first unseen episode has nothing before it to mark", () => {
  showRow({ episodeNumber: 1 });

  expect(screen.queryByRole("button", { name: /Mark everything/ })).toBeNull();
});

test("hidden spoilers are shown on a press, by keyboard too", async () => {
  const onReveal = vi.fn();
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <EpisodeRow
            episode={anEpisode({ title: "", overview: "Who did it." })}
            year={2010}
            genres={[]}
            seen={false}
            isNext={false}
            onSeen={vi.fn()}
            onReveal={onReveal}
          />
        )}
      />
    </MemoryRouter>
  ));

  expect(screen.queryByText("Who did it.")).toBeNull();
  screen.getByRole("button", { name: "Show what episode 1 is about" }).focus();
  await userEvent.keyboard("{Enter}");

  expect(onReveal).toHaveBeenCalledOnce();
});

test("an episode is rated by its stars, by keyboard too", async () => {
  const onRate = vi.fn();
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <EpisodeRow
            episode={anEpisode()}
            year={2010}
            genres={[]}
            seen
            isNext={false}
            onSeen={vi.fn()}
            rating={8}
            onRate={onRate}
          />
        )}
      />
    </MemoryRouter>
  ));

  const stars = screen.getByRole("slider", { name: "Your rating of episode 1" });
  expect(stars.getAttribute("aria-valuetext")).toBe("8 of 10");
  stars.focus();
  await userEvent.keyboard("{ArrowRight}{Delete}");

  expect(onRate.mock.calls).toEqual([[8.5], [null]]);
});

import { MemoryRouter, Route } from "@solidjs/router";
import { fireEvent, render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { EpisodesPanel } from "./EpisodesPanel";

const episode = (episodeNumber: number) => ({
  id: episodeNumber,
  title: `Part ${episodeNumber}`,
  seasonNumber: 1,
  episodeNumber,
  libraryItemId: `l${episodeNumber}`,
  stillUrl: null,
  stillPlaceholder: null,
});

test("the list of episodes names the one that plays", async () => {
  const media = makeMedia({ id: 7, mediaType: "show", title: "Les Vampires" });
  const seasons = [{ seasonNumber: 1, episodes: [1, 2].map(episode) }];
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ media, seasons })));
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <EpisodesPanel media={media} currentId="l2" onOpenChange={() => undefined} />
        )}
      />
    </MemoryRouter>
  ));

  fireEvent.click(screen.getByRole("button", { name: "Episodes" }));

  expect(await screen.findByText("Season 1, episode 2 · Playing")).toBeTruthy();
  expect(screen.getByText("Season 1, episode 1")).toBeTruthy();
});

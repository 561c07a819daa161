import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { undoChange } from "../../api/tracking";
import { addToWanted } from "../../api/wanted";
import type { WantedEpisode, WantedShow } from "../../api/types";
import { isEpisodeWanted } from "../../shared/titles/wantedActions";
import { toastUndo } from "../../ui/toast";
import { WantEpisode } from "./WantEpisode";

vi.mock("../../api/wanted");
vi.mock("../../api/tracking");
vi.mock(import("../../ui/toast"), async (original) => ({
  ...(await original()),
  toastUndo: vi.fn(),
}));

function episode(id: number, changes: Partial<WantedEpisode> = {}): WantedEpisode {
  return {
    id,
    episodeNumber: id,
    title: "",
    airDate: null,
    state: "open",
    isWanted: false,
    ...changes,
  };
}

function showButton(episodes: WantedEpisode[], episodeId: number, seasonNumber = 1) {
  const media = makeMedia({ id: 1, mediaType: "show", title: "Pioneer One" });
  const season = { seasonNumber, have: 0, wanted: 0, upcoming: 0, aired: 0, episodes };
  const show: WantedShow = { media, have: 0, wanted: 0, upcoming: 0, aired: 0, seasons: [season] };
  render(() => <WantEpisode title={media} show={show} episodeId={episodeId} />);
  return media;
}

test("everything from an episode on is wanted at once, and as before after Undo", async () => {
  const episodes = [episode(1), episode(2), episode(3, { state: "have" }), episode(4)];
  const media = showButton(episodes, 2);
  let answer!: (change: Awaited<ReturnType<typeof addToWanted>>) => void;
  vi.mocked(addToWanted).mockReturnValue(new Promise((resolve) => (answer = resolve)));
  let undone!: () => void;
  vi.mocked(undoChange).mockReturnValue(new Promise((resolve) => (undone = resolve)));

  await userEvent.click(screen.getByRole("button", { name: "Want episode 2" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Want everything from here" }));

  expect(addToWanted).toHaveBeenCalledWith({ mediaIds: [media.id], episodeId: 2 }, "from_here");
  expect(episodes.map(isEpisodeWanted)).toEqual([false, true, false, true]);
  answer({ undoId: "u1", media: [media] });
  await waitFor(() => expect(toastUndo).toHaveBeenCalled());
  const undo = vi.mocked(toastUndo).mock.calls[0]?.[1];

  undo?.();
  expect(undoChange).toHaveBeenCalledWith("u1");
  expect(episodes.map(isEpisodeWanted)).toEqual([false, false, false, false]);
  undone();
});

test("an episode that could not be wanted is not shown as wanted", async () => {
  const episodes = [episode(11)];
  showButton(episodes, 11);
  vi.mocked(addToWanted).mockRejectedValue(new Error("offline"));

  await userEvent.click(screen.getByRole("button", { name: "Want episode 11" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Want this episode" }));

  await waitFor(() => expect(episodes.map(isEpisodeWanted)).toEqual([false]));
});

test.each(["have", "downloading"] as const)(
  "an episode in the state %s needs no button",
  (state) => {
    showButton([episode(1, { state })], 1);

    expect(screen.queryByRole("button", { name: /episode 1/ })).toBeNull();
  },
);

test("after a special nothing follows", async () => {
  showButton([episode(21, { isWanted: true })], 21, 0);

  await userEvent.click(screen.getByRole("button", { name: "Episode 21 is wanted" }));

  await screen.findByRole("menuitem", { name: "Remove from Wanted" });
  expect(screen.queryByRole("menuitem", { name: "Want everything from here" })).toBeNull();
});

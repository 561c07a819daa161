import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { getRecommendationState, restoreRecommendation } from "../../api/recommendations";
import { undoChange } from "../../api/tracking";
import type { MediaCard, MediaDetail, RecommendationState } from "../../api/types";
import { toastUndo } from "../../ui/toast";
import RecommendationSheet from "./RecommendationSheet";
import { whyNotAnswer, type WhyNot } from "./whyNotText";

vi.mock("../../api/recommendations");
vi.mock("../../api/tracking");
vi.mock(import("../../ui/toast"), async (original) => ({
  ...(await original()),
  toastUndo: vi.fn(),
}));

const none: RecommendationState = {
  recommendation: null,
  place: null,
  whyNot: null,
  rule: null,
  comesOn: null,
  platforms: [],
  unlike: null,
};
const parts = { taste: 0.6, together: 0.2, similar: 0, features: 0.15, appeal: 0.05 };

beforeEach(() => {
  vi.resetAllMocks();
});

function open() {
  const media = makeMedia({ title: "Nosferatu" });
  const title = { ...media, releaseDate: null } as MediaDetail;
  const onClose = vi.fn();
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <RecommendationSheet title={title} onClose={onClose} />} />
    </MemoryRouter>
  ));
  return { media, onClose };
}

test("a recommended title says its place and its reasons", async () => {
  const because = [
    {
      mediaId: 9,
      title: "Faust",
      kind: "favorite" as const,
      rating: null,
      person: null,
      keyword: null,
      genre: null,
    },
  ];
  vi.mocked(getRecommendationState).mockImplementation((id) =>
    Promise.resolve({
      ...none,
      recommendation: { media: makeMedia({ id }), score: 1, parts, because },
      place: 3,
    }),
  );
  open();

  expect(await screen.findByText("It is number 3 of what suits you.")).toBeTruthy();
  expect(screen.getByText("Because you love Faust")).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Recommended to you" })).toBeTruthy();
});

test("what was dismissed is brought back, and goes again after Undo", async () => {
  vi.mocked(getRecommendationState).mockResolvedValue({ ...none, whyNot: "dismissed" });
  vi.mocked(restoreRecommendation).mockResolvedValue("u1");
  vi.mocked(undoChange).mockResolvedValue();
  const { media, onClose } = open();

  await userEvent.click(await screen.findByRole("button", { name: "Bring back" }));

  expect(restoreRecommendation).toHaveBeenCalledWith(media.id);
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  vi.mocked(toastUndo).mock.calls[0]?.[1]();
  expect(undoChange).toHaveBeenCalledWith("u1");
});

test("an answer that did not load can be asked for again", async () => {
  vi.mocked(getRecommendationState)
    .mockRejectedValueOnce(new Error("broken"))
    .mockResolvedValue({ ...none, whyNot: "others_first" });
  open();

  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));

  expect(await screen.findByText(/Other titles suit you better/)).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Not recommended to you" })).toBeTruthy();
});

test.each<[WhyNot, Partial<MediaCard>, string | null]>([
  ["seen", { watched: true, ownRating: 8 }, "not_seen"],
  ["seen", { ownRating: 8 }, "remove_rating"],
  ["seen", { favorite: true }, "remove_favorite"],
  ["seen", {}, null],
  ["started", { followed: true }, "unfollow"],
  ["started", { watchStatus: "watching" }, "forget_status"],
  ["saved", { watchLater: true }, "remove_from_watch_later"],
  ["saved", { mediaType: "game", gameStatus: "backlog" }, "forget_status"],
  ["dropped", { watchStatus: "dropped" }, "forget_status"],
  ["dismissed", {}, "bring_back"],
  ["not_released", {}, "watch_later"],
  ["not_released", { watchLater: true }, null],
  ["rule", {}, null],
  ["franchise", {}, null],
  ["new_here", {}, null],
  ["others_first", {}, null],
])("the way out of %s with %o is %s", (why, marks, way) => {
  expect(whyNotAnswer(why, makeMedia(marks), null).way).toBe(way);
});

test.each<[WhyNot, Partial<RecommendationState>, string]>([
  ["rule", { rule: { kind: "age", name: "18" } }, "You never want “From 18”."],
  ["region", { comesOn: "2099-05-04" }, "comes to your country on 4 May 2099."],
  ["platform", { platforms: ["PC", "Switch"] }, "not for what you play on: PC and Switch."],
  [
    "era",
    { unlike: { kind: "decade", name: "1950s", likedTitles: 34 } },
    "It is from the 1950s; none of the 34 titles you like is that old.",
  ],
  ["country", { unlike: { kind: "country", name: "JP", likedTitles: 20 } }, "comes from Japan"],
  ["age_rating", { unlike: { kind: "age", name: "0", likedTitles: 20 } }, "“All ages”"],
])("the reason %s is told with what is known of it", (why, facts, text) => {
  expect(whyNotAnswer(why, makeMedia(), null, facts).text).toContain(text);
});

test("a title that is not out says when it comes", () => {
  const { text } = whyNotAnswer("not_released", makeMedia(), "2099-05-04");

  expect(text).toBe("It is not out yet. It comes on 4 May 2099.");
});

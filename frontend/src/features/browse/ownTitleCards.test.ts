import { expect, test } from "vitest";
import type { OwnTitle } from "../../api/types";
import { mark } from "../../shared/titles/userMarks";
import { asCard, ownCaption, standingText } from "./ownTitleCards";

const NOW = new Date(2026, 0, 10);

function title(own: Partial<Omit<OwnTitle, "media">>, mediaType: "movie" | "show" = "show") {
  const media = { id: 1, mediaType, title: "Pioneer One", watchStatus: "watching" };
  return asCard({
    media: media as OwnTitle["media"],
    standing: "behind",
    behind: 0,
    nextLabel: null,
    nextAirDate: null,
    ...own,
  });
}

test.each([
  ["New today", title({ standing: "new_today", behind: 1 })],
  ["3 left", title({ standing: "watching", behind: 3 })],
  ["3 behind", title({ standing: "behind", behind: 3 })],
  ["Back on 4 March", title({ standing: "waiting", nextAirDate: "2026-03-04" })],
  ["Back on 4 Mar 2027", title({ standing: "waiting", nextAirDate: "2027-03-04" })],
  ["Caught up", title({ standing: "waiting" })],
  ["Not started", title({ standing: "not_started" })],
  ["Starts on 1 February", title({ standing: "not_started", nextAirDate: "2026-02-01" })],
  ["Finished", title({ standing: "finished" })],
  ["On hold", title({ standing: "on_hold" })],
  ["Out today", title({ standing: "new_today" }, "movie")],
  ["Out on 4 March", title({ standing: "waiting", nextAirDate: "2026-03-04" }, "movie")],
  ["Seen", title({ standing: "finished" }, "movie")],
])("says %s", (words, own) => {
  expect(standingText(own, NOW)).toBe(words);
});

test("a show that is being watched says what comes next", () => {
  const own = title({ standing: "watching", behind: 3, nextLabel: "S2 E5" });

  expect(ownCaption(own, NOW)).toBe("S2 E5 next · 3 left");
});

test("a status that was just chosen is said instead of the old standing", () => {
  const own = { ...title({ standing: "behind", behind: 3 }), id: 77 };
  mark(77, { watchStatus: "dropped" });

  expect(ownCaption(own, NOW)).toBe("Dropped");
});

import { describe, expect, it } from "vitest";
import type { MediaCard, Recommendation, TasteEvidence } from "../../api/types";
import {
  cardReason,
  reasonText,
  reasonWithSubject,
  stars,
} from "../../shared/recommendations/reasonText";
import { arrange, endText, evidenceText } from "./reasonRails";

const because = (mediaId: number, kind = "watched", rating: number | null = null) =>
  ({
    mediaId,
    title: `T${mediaId}`,
    kind,
    rating,
    keyword: null,
  }) as Recommendation["because"][number];
const item = (id: number, ...reasons: number[]) =>
  ({
    media: { id },
    score: 1,
    because: reasons.map((each) => because(each)),
  }) as unknown as Recommendation;

describe("the words of a reason", () => {
  it("says what the person did", () => {
    expect(reasonText(because(1))).toBe("Because you watched T1");
    expect(reasonText(because(1, "rated", 9))).toBe("Because you gave T1 4½ stars");
    expect(reasonText(because(1, "favorite"))).toBe("Because you love T1");
    expect(reasonText(because(1, "saved"))).toBe("Because you saved T1");
    expect(reasonWithSubject({ ...because(1), keyword: "heist" })).toBe(
      "Because you watched T1: heist again",
    );
  });

  it("says on a card what the person did", () => {
    expect(cardReason([because(1, "rated", 9), because(2)])).toEqual({
      before: "Because you gave ",
      name: "T1",
      after: " 4½ stars",
    });
    expect(cardReason([]).name).toBe("like it");
  });

  it("says what a title says about a taste", () => {
    const said = (kind: string, rating: number | null, plays: number) =>
      evidenceText({ kind, rating, plays } as TasteEvidence);
    expect(said("rated", 9, 3)).toBe("Rated 4½ · seen 3 times");
    expect(said("watched", null, 1)).toBe("Finished");
    expect(said("dropped", null, 0)).toBe("Dropped");
  });

  it("says where a title was dropped", () => {
    const dropped = (kind: string, stoppedAt: TasteEvidence["stoppedAt"]) =>
      evidenceText({ kind, rating: null, plays: 0, stoppedAt } as TasteEvidence);
    const film = { seasonNumber: null, episodeNumber: null, percent: 12 };
    expect(dropped("abandoned", film)).toBe("Stopped early at 12%");
    const show = { seasonNumber: 1, episodeNumber: 4, percent: null };
    expect(dropped("dropped", show)).toBe("Dropped after S1 E4");
    expect(dropped("dropped", { ...show, percent: 40 })).toBe("Dropped in S1 E4");
  });

  it("writes half stars", () => {
    expect([1, 2, 7, 10].map(stars)).toEqual(["½", "1", "3½", "5"]);
  });

  it("says when a film that is here would end", () => {
    const now = new Date(2026, 0, 1, 20, 30);
    const film = { mediaType: "movie", atHand: true, runtimeMinutes: 90 } as MediaCard;
    const end = new Date(2026, 0, 1, 22, 0);
    const time = end.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    expect(endText(film, now)).toBe(`Over at ${time} if you start now`);
    expect(endText({ ...film, atHand: false }, now)).toBeUndefined();
    expect(endText({ ...film, mediaType: "show" }, now)).toBeUndefined();
  });
});

describe("the page", () => {
  it("begins with the best, and has a rail for each reason of several titles", () => {
    const items = [item(1, 9), item(2, 9), item(3, 9), item(4, 8), item(5, 9), item(6, 9), item(7)];

    const found = arrange(items);

    expect(found.pick?.media.id).toBe(1);
    expect(found.rails.map((rail) => rail.items.map((each) => each.media.id))).toEqual([
      [2, 3, 5, 6],
    ]);
    expect(found.rest.map((each) => each.media.id)).toEqual([4, 7]);
  });

  it("has rails that end, and shows what is left by its kind", () => {
    const items = Array.from({ length: 15 }, (_, place) => item(place, 9));

    const { rails, rest } = arrange(items);

    expect(rails.map((rail) => rail.items.length)).toEqual([12]);
    expect(rest.map((each) => each.media.id)).toEqual([13, 14]);
  });

  it("leaves the rails in their order when the first title of one is refused", () => {
    const items = [7, 9, 8, 8, 8, 8, 9, 9, 9, 9].map((reason, place) => item(place, reason));

    for (const refused of [-1, 1]) {
      const { rails } = arrange(items, (mediaId) => mediaId === refused);
      expect(rails.map((rail) => rail.because.mediaId)).toEqual([9, 8]);
    }
  });

  it("is empty without titles", () => {
    expect(arrange([])).toEqual({ pick: undefined, rails: [], rest: [] });
  });
});

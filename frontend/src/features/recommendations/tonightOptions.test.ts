import { describe, expect, it } from "vitest";
import type { SofaReason } from "../../api/types";
import {
  USUAL_LENGTH,
  NOW,
  sofaText,
  startOf,
  startsOf,
  suitsText,
  summaryOf,
  moodText,
  type Choices,
} from "./tonightOptions";

const person = { id: "b", name: "Ben" };
const reason = (kind: string, more: Partial<SofaReason> = {}) =>
  ({ person, kind, genre: null, because: null, ...more }) as SofaReason;

describe("the words of an evening", () => {
  it("names who is on the sofa, the one who asks first", () => {
    expect(sofaText([])).toBe("You");
    expect(sofaText(["Ben", "Mia"])).toBe("You, Ben and Mia");
  });

  it("says what is asked for", () => {
    expect(moodText("odd", undefined, false)).toBe("something odd");
    expect(moodText(undefined, "Western", false)).toBe("some western");
    expect(moodText("light", "Western", false)).toBe("something light, western");
    expect(moodText(undefined, undefined, true)).toBe("a good game");
  });

  it("offers the next full hours, over midnight too", () => {
    const late = new Date(2026, 0, 1, 22, 40);
    expect(startsOf(late)).toEqual(["23:00", "00:00", "01:00"]);
    expect(startOf("00:00", late)).toEqual(new Date(2026, 0, 2, 0, 0));
    expect(startOf("23:00", late)).toEqual(new Date(2026, 0, 1, 23, 0));
  });

  it("says why a title suits each person", () => {
    expect(suitsText(reason("genre", { genre: "Horror" }), false, false)).toBe(
      "Horror, which Ben likes",
    );
    expect(suitsText(reason("genre", { genre: "Horror" }), true, false)).toBe(
      "Horror, which you like",
    );
    expect(suitsText(reason("new"), false, false)).toBe("New to Ben");
    expect(suitsText(reason("saved"), true, false)).toBe("You saved it for later");
    expect(suitsText(reason("new"), true, true)).toBe("You have not played it");
  });
});

it("puts the choices into one line, without what is usual", () => {
  const usual: Choices = {
    kind: "screen",
    length: USUAL_LENGTH,
    at: NOW,
    mood: undefined,
    genre: undefined,
  };
  expect(summaryOf(usual)).toBe("2 hours");
  expect(
    summaryOf({ ...usual, at: "20:00", mood: "odd", genre: { slug: "western", name: "Western" } }),
  ).toBe("2 hours, from 20:00, odd, western");
  expect(summaryOf({ ...usual, kind: "game", at: "20:00", mood: "tense" })).toBe("Play, tense");
});

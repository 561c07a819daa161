import { expect, test } from "vitest";
import type { TitleEdits } from "../../api/types";
import { editOf, formOf, inputTypeOf } from "./titleEditForm";

const EDITS: TitleEdits = {
  title: "Metropolis",
  overview: "A city of two storeys.",
  releaseDate: "1927-01-10",
  runtimeMinutes: null,
  posterUrl: null,
  backdropUrl: null,
  genres: ["Drama"],
  locks: [],
  source: "tmdb",
};

test("only what was changed is sent", () => {
  const before = formOf(EDITS);

  expect(editOf(before, before)).toEqual({});
  expect(editOf(before, { ...before, overview: " A city. ", genres: "Drama, , Horror" })).toEqual({
    overview: "A city.",
    genres: ["Drama", "Horror"],
  });
});

test("an emptied field is sent as no value", () => {
  const before = formOf({ ...EDITS, runtimeMinutes: 153 });

  expect(editOf(before, { ...before, runtimeMinutes: "", releaseDate: "" })).toEqual({
    runtimeMinutes: null,
    releaseDate: null,
  });
});

test("an address is checked once it is another than the stored one, which may be a path", () => {
  const before = formOf({ ...EDITS, posterUrl: "/art/metropolis-poster.svg" });
  const after = { ...before, posterUrl: "poster.png" };

  expect(inputTypeOf("posterUrl", before, before)).toBe("text");
  expect(inputTypeOf("posterUrl", before, after)).toBe("url");
  expect(inputTypeOf("releaseDate", before, before)).toBe("date");
});

import { expect, it } from "vitest";
import { makeMedia } from "../../../tests/media";
import { firstTitles } from "./onboardingTitles";

const film = (id: number, year: number) => makeMedia({ id, year, mediaType: "movie" });

it("shows every kind and decade before the second title of one", () => {
  const silent = [1, 2, 3, 4].map((id) => film(id, 1925));
  const later = film(5, 1968);
  const show = makeMedia({ id: 6, year: 1968, mediaType: "show" });
  const game = makeMedia({ id: 7, year: null, mediaType: "game" });

  const shown = firstTitles([...silent, later, show, game], 5);

  expect(shown.map(({ id }) => id)).toEqual([1, 2, 5, 6, 7]);
});

it("shows all of a short list as it is", () => {
  const titles = [film(1, 1925), film(2, 1968)];
  expect(firstTitles(titles, 24)).toEqual(titles);
});

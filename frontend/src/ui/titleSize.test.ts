import { expect, test } from "vitest";
import { titleSize } from "./titleSize";

test.each([
  ["Metropolis", "large"],
  ["The Cabinet of Dr. Caligari", "large"],
  ["Karts of the Northern Coast: Definitive Edition", "large"],
  ["千と千尋の神隠し", "large"],
  ["Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", "middle"],
  ["Straßenbahnhaltestelle", "middle"],
  ["Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "small"],
  [`The Return of ${"the Return of ".repeat(9)}the Surveyor`, "small"],
  ["", "large"],
])("%s is set %s", (title, size) => {
  expect(titleSize(title)).toBe(size);
});

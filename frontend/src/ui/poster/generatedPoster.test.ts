// @vitest-environment jsdom
import { expect, test } from "vitest";
import { planSheet, posterType, sheetPicture, type SheetSubject } from "./generatedPoster";
import { MOTIFS } from "./motifs";
import { lookOf, oklch } from "./palette";
import { hash } from "./seed";
import { em, setTitle } from "./setTitle";

function subject(changes: Partial<SheetSubject> = {}): SheetSubject {
  return { title: "Metropolis", year: 1927, genres: ["Science Fiction"], ...changes };
}

// Fingerprints of six sheets: a draw out of order, anywhere, changes what people have come to know.
test.each([
  ["Night of the Living Dead", 1968, "horror", 2245677992],
  ["Metropolis", 1927, "science fiction", 383605981],
  ["Charade", 1963, "romance", 1368111174],
  ["His Girl Friday", 1940, "comedy", 1834914340],
  ["Sintel", 2010, "fantasy", 2745850379],
  ["Caminandes", 2013, "animation", 1502140477],
])("%s (%d) always gets the same sheet", (title, year, genre, fingerprint) => {
  expect(hash(sheetPicture(subject({ title, year, genres: [genre] }), "poster"))).toBe(fingerprint);
});

test("the seed knows no case and no outer spaces", () => {
  const written = sheetPicture(subject({ title: "  METROPOLIS " }), "backdrop");

  expect(written).toBe(sheetPicture(subject(), "backdrop"));
});

test("year and genre tell two titles of one name apart", () => {
  const sheets = new Set([
    sheetPicture(subject(), "poster"),
    sheetPicture(subject({ year: 2001 }), "poster"),
    sheetPicture(subject({ genres: ["Animation"] }), "poster"),
  ]);

  expect(sheets.size).toBe(3);
});

test("an unknown genre counts as drama, and the first known one decides", () => {
  expect(lookOf(["Slow cinema"])).toBe(lookOf(["drama"]));
  expect(lookOf(["Slow cinema", "Sci-Fi"])).toBe(lookOf(["Science Fiction"]));
  expect(lookOf([])).toBe(lookOf(["drama"]));
});

test("every motif is drawn inside well-formed SVG, as poster, backdrop and still", () => {
  const genres = ["drama", "horror", "racing", "animation", "crime", "fantasy"];
  const byMotif = new Map<string, SheetSubject>();
  for (let i = 0; i < 200; i++) {
    const one = subject({ title: `Title ${i} & <more>`, genres: [genres[i % 6] ?? "drama"] });
    byMotif.set(planSheet(one).motif, one);
  }
  const parser = new DOMParser();

  expect([...byMotif.keys()].sort()).toEqual(Object.keys(MOTIFS).sort());
  for (const one of byMotif.values()) {
    for (const kind of ["poster", "backdrop", "still"] as const) {
      const drawn = sheetPicture(one, kind);
      const parsed = parser.parseFromString(drawn, "image/svg+xml");
      expect(parsed.querySelector("parsererror")).toBeNull();
      expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
    }
  }
});

test("a backdrop is 16 to 9 and carries no type", () => {
  const drawn = sheetPicture(subject(), "backdrop");

  expect(drawn).toContain('viewBox="0 0 1066.7 600"');
  expect(drawn).not.toContain("<text");
});

test("the brand accent comes out of OKLCH as itself", () => {
  expect(oklch(0, 0, 0)).toBe("#000000");
  expect(oklch(1, 0, 0)).toBe("#ffffff");
});

test("a title is broken where it can be set largest with the least rag", () => {
  expect(setTitle("Night of the Living Dead").lines).toEqual(["Night of", "the Living", "Dead"]);
  expect(setTitle("Big").size).toBe(78);
});

test("a long title is cut into five even lines at most", () => {
  const long = "How the gentle wind beats the dead flowers of a very distant garden at night";

  expect(setTitle(long).lines.length).toBeLessThanOrEqual(5);
});

test.each([
  "Donaudampfschifffahrtsgesellschaft",
  "千と千尋の神隠しと呼ばれる長い題名",
  "Dr. Strangelove",
])("%s stays inside the sheet", (title) => {
  const { lines, size } = setTitle(title);

  expect(Math.max(...lines.map(em)) * size).toBeLessThanOrEqual(372);
  expect(lines.join("").replaceAll("-", "")).toBe(title.replaceAll(" ", ""));
});

test("scripts the interface font lacks are set in the system's", () => {
  expect(setTitle("千と千尋").latin).toBe(false);
  expect(setTitle("Amélie").latin).toBe(true);
});

test("a title without a year leaves the year line empty", () => {
  expect(posterType(subject({ year: null })).year).toBe("");
});

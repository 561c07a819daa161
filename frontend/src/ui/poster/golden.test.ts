import { expect, test } from "vitest";
import { posterType, sheetPicture, type SheetKind, type SheetSubject } from "./generatedPoster";
import { hash } from "./seed";

/**
 * The server draws the same sheets (chalicelib/artwork/sheet) and is tested against the same
 * file. To change the look on purpose: change both, then `vitest run -u` here.
 */
const GENRES = [
  ["drama", "horror", "racing", "animation", "crime", "fantasy"],
  ["comedy", "romance", "war", "documentary", "western", "shooter"],
  ["Sci-Fi", "Mystery", "Kids", "Role-playing", "Slow cinema", "Action & Adventure"],
].flat();

/** Titles that are hard to set, to read or to write. */
const HARD: SheetSubject[] = [
  { title: "", year: null, genres: [] },
  { title: "   ", year: 1999, genres: ["Drama"] },
  { title: "\u00a0\ufeff Ōkami\u2003HD \u3000", year: 2006, genres: ["Adventure"] },
  { title: "İstanbul ΟΔΟΣ", year: 2011, genres: ["  Film Noir "] },
  { title: `<b onload="x()">Tom & 'Jerry'</b>]]>`, year: 1940, genres: ["Family"] },
  { title: "千と千尋の神隠しと呼ばれる長い題名", year: 2001, genres: ["Animation"] },
  { title: "千と千尋", year: 2001, genres: ["Animation"] },
  { title: "기생충 Parasite", year: 2019, genres: ["Thriller"] },
  { title: "Сталкер", year: 1979, genres: ["Science Fiction"] },
  { title: "لورنس العرب", year: 1962, genres: ["Adventure", "War"] },
  { title: "𝕬 film 🎬 with 👩‍👩‍👧 in it", year: 2020, genres: ["Comedy"] },
  { title: "Donaudampfschifffahrtsgesellschaft", year: 1997, genres: ["Documentary"] },
  { title: "Donaudampfschifffahrtsgesellschaftskapitänsmütze und mehr", year: 1997, genres: [] },
  {
    title: "How the gentle wind beats the dead flowers of a very distant garden at night",
    year: 1984,
    genres: ["Strategy"],
  },
  { title: "M", year: 1931, genres: ["Unknown", "Crime"] },
  { title: "One two three four five six seven eight nine", year: 1984, genres: ["Noir"] },
  { title: "WWW.MMM.WWW", year: -5, genres: ["Shooter"] },
];

const MANY: SheetSubject[] = Array.from({ length: 108 }, (_, i) => ({
  title: `${["Title", "The long way to", "A", "Return of the Thing from"][i % 4] ?? ""} ${i}`,
  year: i % 9 === 0 ? null : 1900 + i,
  genres: [GENRES[i % GENRES.length] ?? ""],
}));

const KINDS: SheetKind[] = ["poster", "backdrop", "still"];

test("the sheets are those the server draws", async () => {
  const lines = [...HARD, ...MANY].map((subject) => {
    const pictures = KINDS.map((kind) => [kind, hash(sheetPicture(subject, kind))]);
    const { lines, size, tracking, ink } = posterType(subject);
    return JSON.stringify({
      ...subject,
      ...Object.fromEntries(pictures),
      lines,
      size,
      tracking,
      ink,
    });
  });

  await expect(`[\n${lines.join(",\n")}\n]\n`).toMatchFileSnapshot("golden.json");
});

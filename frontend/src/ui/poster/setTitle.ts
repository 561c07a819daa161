/** How a title is broken into lines and how large it can be set. Sizes are in sheet units. */
export interface SetTitle {
  lines: string[];
  size: number;
  /** False for scripts the interface's own font does not have. */
  latin: boolean;
}

const WIDTH = 344;
const HEIGHT = 250;
const LARGEST = 78;
const SMALLEST = 26;
const MAX_WORDS = 9;
const LONGEST_WORD = 22;
const WIDE_PER_LINE = 7;

/** Advance widths in em of the letters that are far from the average. */
const NARROW_OR_WIDE: Readonly<Record<string, number>> = {
  " ": 0.25,
  i: 0.25,
  l: 0.25,
  I: 0.28,
  j: 0.27,
  t: 0.36,
  f: 0.35,
  r: 0.39,
  ".": 0.27,
  ",": 0.27,
  "'": 0.22,
  "!": 0.3,
  ":": 0.27,
  m: 0.86,
  w: 0.8,
  M: 0.86,
  W: 0.98,
  "0": 0.62,
};

// Kana, Han, Hangul and full-width forms: one em each, and no spaces to break at.
const WIDE =
  /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|[\u{20000}-\u{3fffd}]/u;
const NOT_LATIN = /[^\s\u0020-\u024f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf\u2100-\u214f]/u;

/** Width of a line in em, tracking included. */
export function em(line: string): number {
  const width = Array.from(line, advance).reduce((sum, one) => sum + one, 0);
  return width * 0.965;
}

function advance(character: string): number {
  const known = NARROW_OR_WIDE[character];
  if (known !== undefined) return known;
  if (WIDE.test(character)) return 1;
  if (/[A-Z]/.test(character)) return 0.67;
  return /\d/.test(character) ? 0.6 : 0.57;
}

/** The breaking that can be set largest with the least rag, between 26 and 78. */
export function setTitle(title: string): SetTitle {
  const latin = !NOT_LATIN.test(title);
  const words = WIDE.test(title) ? evenRuns(title.trim()) : wordsOf(title);
  if (WIDE.test(title)) return { lines: words, size: fitted(words, LARGEST), latin };
  if (words.length > MAX_WORDS) {
    const lines = evenLines(words);
    return { lines, size: Math.max(SMALLEST, Math.min(44, WIDTH / widest(lines))), latin };
  }
  const lines = bestBreak(words);
  return { lines, size: fitted(lines, LARGEST), latin };
}

function wordsOf(title: string): string[] {
  return title.split(/\s+/).flatMap((word) => {
    const letters = Array.from(word);
    if (letters.length <= LONGEST_WORD) return [word];
    const parts = Math.ceil(letters.length / LONGEST_WORD);
    const runs = chunks(letters, Math.ceil(letters.length / parts)).map((run) => run.join(""));
    return runs.map((run, at) => (at < runs.length - 1 ? `${run}-` : run));
  });
}

/** A title without spaces, cut into lines of much the same length. */
function evenRuns(title: string): string[] {
  const letters = Array.from(title);
  const lines = Math.min(5, Math.ceil(letters.length / WIDE_PER_LINE));
  return chunks(letters, Math.ceil(letters.length / lines)).map((run) => run.join("").trim());
}

function evenLines(words: string[]): string[] {
  return chunks(words, Math.ceil(words.length / 5)).map((line) => line.join(" "));
}

function chunks<T>(items: T[], size: number): T[][] {
  const found: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    found.push(items.slice(start, start + size));
  }
  return found;
}

/** Every way of breaking is tried; fewer lines win a tie. */
function bestBreak(words: string[]): string[] {
  let best: { lines: string[]; score: number } | undefined;
  const visit = (next: number, lines: string[]): void => {
    const word = words[next];
    if (word === undefined) {
      const widths = lines.map(em);
      const rag = Math.max(...widths) - Math.min(...widths);
      const score = sizeOf(lines, LARGEST) - rag * 1.5 - lines.length * 2;
      if (!best || score > best.score) best = { lines, score };
      return;
    }
    if (lines.length > 5) return;
    visit(next + 1, [...lines, word]);
    const last = lines.at(-1);
    if (last !== undefined) visit(next + 1, [...lines.slice(0, -1), `${last} ${word}`]);
  };
  visit(0, []);
  return best?.lines ?? words;
}

function sizeOf(lines: string[], largest: number): number {
  return Math.min(largest, WIDTH / widest(lines), HEIGHT / (lines.length * 0.98));
}

function fitted(lines: string[], largest: number): number {
  return Math.max(SMALLEST, sizeOf(lines, largest));
}

function widest(lines: string[]): number {
  return Math.max(...lines.map(em));
}

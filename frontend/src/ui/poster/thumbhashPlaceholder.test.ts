import { thumbHashToAverageRGBA } from "thumbhash";
import { expect, test, vi } from "vitest";
import { placeholderUrl } from "./thumbhashPlaceholder";

/** As the server writes them: base64 without padding. */
const DUSK = "3UgGBYBXqDmIiHdwd4h3iHePSIgA";
/** What the worker makes of a poster all in rgb(200, 40, 30). */
const RED_POSTER = "1joDBQD/3v/v/e/+7+7u7gAAUJgI";

test("a hash is rendered as a small picture, once", async () => {
  const first = await vi.waitUntil(() => placeholderUrl(DUSK));

  expect(first).toMatch(/^data:image\/png;base64,/);
  expect(placeholderUrl(DUSK)).toBe(first);
});

test.each(["", "AAAA", "not base64!", "é"])("%j is no hash", async (hash) => {
  await vi.waitUntil(() => placeholderUrl(DUSK));

  expect(placeholderUrl(hash)).toBeUndefined();
});

test("a server hash has the colours of its picture", () => {
  const bytes = Uint8Array.from(atob(RED_POSTER), (letter) => letter.charCodeAt(0));
  const { r, g, b } = thumbHashToAverageRGBA(bytes);

  expect([r, g, b].map((one) => Math.round(one * 255))).toEqual([
    expect.closeTo(200, -1),
    expect.closeTo(40, -1),
    expect.closeTo(30, -1),
  ]);
});

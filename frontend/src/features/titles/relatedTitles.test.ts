import { expect, test } from "vitest";
import type { MediaCard, MediaDetail } from "../../api/types";
import { unrepeated } from "./relatedTitles";

const card = (id: number) => ({ id }) as MediaCard;
const beside = (links: Partial<MediaDetail["links"]>, similar: MediaCard[]) => ({
  id: 1,
  links: { base: [], dlc: [], expansions: [], franchise: [], recommended: [], ...links },
  similar,
});

test("a title is in the first rail that has it, and in no other", () => {
  const rails = unrepeated(
    beside({ franchise: [card(2)], recommended: [card(2), card(3)] }, [card(3), card(4)]),
  );

  expect(rails.map(({ title, items }) => [title, ...items.map(({ id }) => id)])).toEqual([
    ["In the same series", 2],
    ["Recommended after this", 3],
    ["More like this", 4],
  ]);
});

test("a rail that would only repeat the one before it is left out", () => {
  const rails = unrepeated(
    beside({ recommended: [card(2), card(3)] }, [card(3), card(2), card(1)]),
  );

  expect(rails.map(({ title }) => title)).toEqual(["Recommended after this"]);
});

// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { storeVolume, readStoredVolume } from "./storedVolume";

beforeEach(() => localStorage.clear());

test("the volume is remembered", () => {
  storeVolume({ volume: 0.4, muted: true });

  expect(readStoredVolume()).toEqual({ volume: 0.4, muted: true });
});

test.each(["", "loud", "null", '{"volume":7}', '{"volume":"1","muted":"yes"}'])(
  "%o in the store means full volume",
  (stored) => {
    localStorage.setItem("seen.volume", stored);

    expect(readStoredVolume()).toEqual({ volume: 1, muted: false });
  },
);

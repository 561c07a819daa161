import { expect, test } from "vitest";
import { keyForm, testText } from "./providerKeyForms";

test.each([
  [
    { outcome: "works", sample: "Metropolis", milliseconds: 82 },
    "ok",
    "Working. It knew Metropolis in 82 ms.",
  ],
  [{ outcome: "works", sample: null, milliseconds: 91 }, "ok", "Working. It answered in 91 ms."],
  [{ outcome: "refused", sample: null, milliseconds: null }, "bad", /not accepted/],
  [{ outcome: "unreachable", sample: null, milliseconds: null }, "bad", /cannot be reached/],
  [{ outcome: "limited", sample: null, milliseconds: null }, "warn", /used up/],
  [{ outcome: "unreadable", sample: null, milliseconds: null }, "warn", /Something else answered/],
  [{ outcome: "failed", sample: null, milliseconds: null }, "warn", /problem of its own/],
] as const)("a test that ends in %o says so", (found, tone, text) => {
  expect(testText(found).tone).toBe(tone);
  expect(testText(found).text).toMatch(text);
});

test("every provider that needs a key says where to get one", () => {
  for (const name of ["tmdb", "omdb", "igdb", "tvdb"]) {
    expect(keyForm(name).site).toMatch(/^https:/);
    expect(keyForm(name).fields.length).toBeGreaterThan(0);
  }
  expect(keyForm("jikan").fields).toEqual([]);
});

import { expect, test } from "vitest";
import type { Release } from "../../api/types";
import { releaseLines } from "./releaseDates";

const release = (kind: string, releasedOn: string, changes: Partial<Release> = {}): Release => ({
  kind,
  releasedOn,
  precision: "day",
  region: "",
  platform: "",
  certificate: "",
  ...changes,
});

test("each kind is listed once, with the first release the server lists", () => {
  const releases = [
    release("digital", "2011-05-01"),
    release("cinema", "1927-03-13", { region: "DE" }),
    release("cinema", "1927-02-06", { region: "US" }),
    release("premiere", "1927-01-10"),
  ];

  expect(releaseLines(releases)).toEqual([
    { name: "Premiere", value: "10 January 1927" },
    { name: "In cinemas", value: "13 March 1927, Germany" },
    { name: "To stream", value: "1 May 2011" },
  ]);
});

test("a game has a date for each platform", () => {
  const releases = [
    release("game", "2019-03-01", { platform: "Windows" }),
    release("game", "2020-03-01", { platform: "Linux" }),
    release("game", "2021-03-01", { platform: "Linux" }),
  ];

  expect(releaseLines(releases)).toEqual([
    { name: "Windows", value: "1 March 2019" },
    { name: "Linux", value: "1 March 2020" },
  ]);
});

test.each([
  ["month", "2027-03-31", "March 2027"],
  ["quarter", "2027-09-30", "Q3 2027"],
  ["year", "2027-12-31", "2027"],
  ["tba", null, "To be announced"],
] as const)("a release known to the %s is not given a day", (precision, releasedOn, value) => {
  const release = { kind: "game", region: "", platform: "PC", certificate: "", precision };
  expect(releaseLines([{ ...release, releasedOn }])).toEqual([{ name: "PC", value }]);
});

import { expect, test } from "vitest";
import { makeGuess } from "../../../tests/library";
import { aFile } from "../../../tests/titles";
import type { UnmatchedItem } from "../../api/types";
import { queueEntries } from "./reviewFolders";

const file = (id: string, folder: string, title: string): UnmatchedItem => ({
  ...aFile({ id, matchState: "unmatched" }),
  folder,
  guess: makeGuess({ title }),
  candidates: [],
});

const sizes = (files: readonly UnmatchedItem[]) =>
  queueEntries(files).map((entry) => entry.files.length);

const SEASON = ["1", "2", "3"].map((id) => file(id, "Season 1", "Pioneer One"));

test("three files of a show in a folder are one entry, two are not", () => {
  expect(sizes(SEASON)).toEqual([3]);
  expect(sizes(SEASON.slice(1))).toEqual([1, 1]);
});

test("seasons of two shows with the same name are two entries", () => {
  const other = ["4", "5", "6"].map((id) => file(id, "Season 1", "Bonanza"));

  expect(sizes([...SEASON, ...other])).toEqual([3, 3]);
});

test("films in one folder are not one entry", () => {
  expect(
    sizes(["Metropolis", "Nosferatu", "Detour"].map((name) => file(name, "Films", name))),
  ).toEqual([1, 1, 1]);
});

test("games are not one entry: they are not matched by folder", () => {
  expect(sizes(SEASON.map((item) => ({ ...item, content: "game" as const })))).toEqual([1, 1, 1]);
});

test("the key of a folder stays when its first file leaves", () => {
  const season = [...SEASON, file("4", "Season 1", "Pioneer One")];

  expect(queueEntries(season.slice(1))[0]?.key).toBe(queueEntries(season)[0]?.key);
});

test("a folder that is there twice has two keys", () => {
  const film = file("9", "Nosferatu", "Nosferatu");
  const skipped = ["4", "5", "6"].map((id) => file(id, "Season 1", "Pioneer One"));

  const keys = queueEntries([...SEASON, film, ...skipped]).map((entry) => entry.key);

  expect(new Set(keys).size).toBe(3);
});

import { expect, test } from "vitest";
import {
  checkState,
  prioritiesOf,
  commonPriority,
  matchingPreset,
  presetsFor,
  togglePriorities,
  buildFileTree,
  selectedFiles,
  withPriority,
  type FolderNode,
  type TreeFile,
} from "./fileSelection";

const FILES: TreeFile[] = [
  { index: 0, path: "Show/Season 1/E10.mkv", sizeBytes: 30 },
  { index: 1, path: "Show/Season 1/E2.mkv", sizeBytes: 20 },
  { index: 2, path: "Show/Sample/sample-e1.mkv", sizeBytes: 2 },
  { index: 3, path: "Show/info.nfo", sizeBytes: 1 },
];

const show = buildFileTree(FILES).children[0] as FolderNode;
const [, season] = show.children as [FolderNode, FolderNode];
const indexes = (files: readonly TreeFile[]) => files.map((file) => file.index);

test("folders come first, and numbers sort by value", () => {
  expect(show.children.map((node) => node.name)).toEqual(["Sample", "Season 1", "info.nfo"]);
  expect(season.children.map((node) => node.name)).toEqual(["E2.mkv", "E10.mkv"]);
});

test("a folder sums everything below it", () => {
  expect(show.sizeBytes).toBe(53);
  expect(indexes(season.files)).toEqual([0, 1]);
});

test("a folder's checkbox is checked, unchecked or mixed", () => {
  expect(checkState(season.files, {})).toBe("all");
  expect(checkState(season.files, { 0: "skip" })).toBe("some");
  expect(checkState(season.files, { 0: "skip", 1: "skip" })).toBe("none");
});

test("a checked folder is cleared; any other is selected, and priorities are kept", () => {
  const none = togglePriorities({}, season.files);
  expect(checkState(season.files, none)).toBe("none");

  const all = togglePriorities({ 0: "skip", 1: "high" }, season.files);
  expect(all).toEqual({ 0: "normal", 1: "high" });
});

test("one press changes nothing outside the folder", () => {
  expect(togglePriorities({ 3: "high" }, season.files)[3]).toBe("high");
});

test("presets select the named files", () => {
  expect(indexes(selectedFiles(FILES, prioritiesOf("all", FILES)))).toEqual([0, 1, 2, 3]);
  expect(indexes(selectedFiles(FILES, prioritiesOf("videos", FILES)))).toEqual([0, 1]);
  expect(indexes(selectedFiles(FILES, prioritiesOf("biggest", FILES)))).toEqual([0]);
});

test("presets that make no difference are not offered", () => {
  expect(presetsFor(FILES)).toEqual(["all", "videos", "biggest"]);
  expect(presetsFor(FILES.slice(0, 1))).toEqual(["all"]);
  expect(presetsFor(FILES.slice(0, 2))).toEqual(["all", "biggest"]);
});

test("the active preset is detected, and none for another selection", () => {
  expect(matchingPreset(FILES, {})).toBe("all");
  expect(matchingPreset(FILES, prioritiesOf("videos", FILES))).toBe("videos");
  expect(matchingPreset(FILES, { 0: "skip" })).toBeNull();
});

test("files of one priority share it", () => {
  const first = withPriority({}, season.files, "high");

  expect(commonPriority(season.files, first)).toBe("high");
  expect(commonPriority(FILES, first)).toBeNull();
});

test("25,000 files in one folder become a tree", () => {
  const many = Array.from({ length: 25_000 }, (_, index) => ({
    index,
    path: `All/${index}.bin`,
    sizeBytes: 1,
  }));

  const began = performance.now();
  const tree = buildFileTree(many);

  expect(tree.sizeBytes).toBe(25_000);
  expect(performance.now() - began).toBeLessThan(2_000);
});

import { MemoryRouter, Route } from "@solidjs/router";
import { cleanup, render, screen } from "@solidjs/testing-library";
import { afterEach, expect, test } from "vitest";
import { aFile } from "../../../tests/titles";
import type { TitleFile } from "../../api/types";
import { FileCard } from "./TitleFileCard";

afterEach(cleanup);

function show(changes: Partial<TitleFile>) {
  const file: TitleFile = {
    ...aFile(),
    path: "/games/Unciv [GOG]",
    partPaths: [],
    isDefault: false,
    ...changes,
  };
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <FileCard file={file} />} />
    </MemoryRouter>
  ));
}

const names = (role: "button" | "link") =>
  screen.queryAllByRole(role).map((each) => each.getAttribute("aria-label") ?? each.textContent);

test("a film plays, is downloaded, and opens in other players", () => {
  show({ content: "video", path: null });

  expect(names("link")).toEqual(["Play"]);
  expect(names("button")).toEqual(["Download", "M3U", "Link"]);
});

test("a game in one file is downloaded and never plays", () => {
  show({ content: "game", fileName: "Pong (USA).nes", path: null });

  expect(screen.getByRole("article", { name: "Pong (USA).nes" })).toBeTruthy();
  expect(names("link")).toEqual([]);
  expect(names("button")).toEqual(["Download", "Link"]);
});

test("a version says its codec and that it is HDR", () => {
  show({ videoCodec: "hevc", hdr: "hdr10", audioCodec: "" });

  const facts = screen.getByRole("list", { name: "Technical facts" });
  expect([...facts.children].map((fact) => fact.textContent)).toEqual(["1080p", "HEVC", "HDR10"]);
});

test("a film in parts has the size of all of them", () => {
  show({ parts: 2, fileSizeBytes: 3_000_000, partsBytes: 5_000_000 });

  expect(screen.getByText("5 MB")).toBeTruthy();
});

test("a film in parts shows where each of them is", () => {
  const partPaths = ["/films/Metropolis.CD1.avi", "/films/Metropolis.CD2.avi"];
  show({ content: "video", parts: 2, partPaths });

  const parts = screen.getByRole("list", { name: "Parts" });
  expect([...parts.children].map((part) => part.textContent)).toEqual(partPaths);
  expect(names("button")).toContain("Copy the path of part 2");
});

test.each([
  [[], null, /^Plays by default/],
  [[2], null, /^Part 2 is missing, Plays by default/],
  [[1, 3], { reason: "missing" as const, away: "" }, /^Parts 1 and 3 are missing$/],
  [[], { reason: "missing" as const, away: "" }, /^Missing$/],
])("of a film in parts it is said which are missing: %s", (missingParts, absence, says) => {
  show({ isDefault: true, parts: 2, missingParts, absence });

  expect(screen.getByText(says)).toBeTruthy();
});

test("a game names its platform", () => {
  show({ content: "game", fileName: "Pong (USA).zip", platform: "Nintendo 64" });

  expect(screen.getByText(/^Nintendo 64/)).toBeTruthy();
});

test("of a game in a folder the path is copied", () => {
  show({ content: "game_folder", fileName: "Unciv [GOG]" });

  expect(names("link")).toEqual([]);
  expect(names("button")).toEqual(["Copy path"]);
});

test("a file on a disk that is away names the disk and cannot be opened", () => {
  show({ content: "video", path: null, absence: { reason: "away", away: "travel" } });

  expect(screen.getByText("Away, on travel")).toBeTruthy();
  expect([...names("link"), ...names("button")]).toEqual([]);
});

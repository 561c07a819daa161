import { expect, test } from "vitest";
import { fit, ghost, highlight, matching, type Entry } from "./paletteEntries";

const entry = (label: string, synonyms = ""): Entry => ({
  id: label,
  label,
  note: "Page",
  icon: () => null,
  synonyms,
  run: () => undefined,
});

test("a prefix matches better than a word inside", () => {
  expect(fit("Watch later", "wat")).toBe(2);
  expect(fit("Watch later", "lat")).toBe(1);
  expect(fit("Watch later", "ate")).toBe(0);
});

test("synonyms find a page, ranked below its name", () => {
  const found = matching([entry("Home", "dashboard start"), entry("Start over")], "start");

  expect(found.map((each) => each.label)).toEqual(["Start over", "Home"]);
});

test("without a query the order is kept", () => {
  expect(matching([entry("Home"), entry("Discover")], "").map((each) => each.label)).toEqual([
    "Home",
    "Discover",
  ]);
});

test("typed words are highlighted in any case", () => {
  expect(highlight("Metropolis", "MET")).toEqual(["", "Met", "ropolis"]);
  expect(highlight("Nosferatu", "met")).toEqual(["Nosferatu", "", ""]);
});

test("the best title completes what was typed, and only that", () => {
  expect(ghost("met", "Metropolis")).toBe("ropolis");
  expect(ghost("met", "The Meteor")).toBe("");
  expect(ghost("", "Metropolis")).toBe("");
});

import { expect, test } from "vitest";
import { fit, ghost, highlight, matching, type Entry } from "./entries";

const entry = (label: string, synonyms = ""): Entry => ({
  id: label,
  label,
  note: "Page",
  icon: () => null,
  synonyms,
  run: () => undefined,
});

test("a beginning fits better than a word inside", () => {
  expect(fit("Watch later", "wat")).toBe(2);
  expect(fit("Watch later", "lat")).toBe(1);
  expect(fit("Watch later", "ate")).toBe(0);
});

test("other words for a page find it, behind those that are called so", () => {
  const found = matching([entry("Home", "dashboard start"), entry("Start over")], "start");

  expect(found.map((each) => each.label)).toEqual(["Start over", "Home"]);
});

test("without words everything stays in its order", () => {
  expect(matching([entry("Home"), entry("Discover")], "").map((each) => each.label)).toEqual([
    "Home",
    "Discover",
  ]);
});

test("the typed words stand out in any case", () => {
  expect(highlight("Metropolis", "MET")).toEqual(["", "Met", "ropolis"]);
  expect(highlight("Nosferatu", "met")).toEqual(["Nosferatu", "", ""]);
});

test("the best title completes what was typed, and only that", () => {
  expect(ghost("met", "Metropolis")).toBe("ropolis");
  expect(ghost("met", "The Meteor")).toBe("");
  expect(ghost("", "Metropolis")).toBe("");
});

import { expect, test } from "vitest";
import { newRule, rulesOf, rulesText, type RuleDrafts } from "./ruleDrafts";

const DRAFTS: RuleDrafts = {
  match: "all",
  rules: [newRule("genre")],
  groups: [{ match: "any", rules: [newRule("year"), newRule("seen")] }],
  sort: "trending",
  limit: 100,
};

test("rules and groups are said in words", () => {
  const rules = rulesOf(DRAFTS);

  expect(rules && rulesText(rules)).toBe(
    "genre is drama, (year before 1970 or seen is not seen by me)",
  );
});

test("an incomplete rule of a group keeps all from being saved", () => {
  const groups = [{ match: "any" as const, rules: [newRule("person")] }];

  expect(rulesOf({ ...DRAFTS, groups })).toBeUndefined();
});

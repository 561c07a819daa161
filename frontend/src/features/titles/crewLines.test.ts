import { expect, test } from "vitest";
import type { CrewCredit } from "../../api/types";
import { crewLines } from "./crewLines";

let id = 0;
const credit = (job: string, name: string, personId = ++id): CrewCredit => ({
  personId,
  name,
  job,
  department: "",
  profileUrl: null,
  profilePlaceholder: null,
});

test("jobs are listed in a fixed order", () => {
  const crew = [
    credit("Director of Photography", "Karl Freund"),
    credit("Screenplay", "Thea von Harbou"),
    credit("Gaffer", "Nobody Inparticular"),
    credit("Director", "Fritz Lang"),
  ];

  expect(crewLines(crew).map((line) => [line.name, line.people[0]?.name])).toEqual([
    ["Director", "Fritz Lang"],
    ["Writer", "Thea von Harbou"],
    ["Camera", "Karl Freund"],
  ]);
});

test("a person with two jobs in one line is named once", () => {
  const crew = [
    credit("Screenplay", "Thea von Harbou", 900),
    credit("Story", "Thea von Harbou", 900),
  ];

  expect(crewLines(crew)).toEqual([
    { name: "Writer", people: [{ id: 900, name: "Thea von Harbou" }] },
  ]);
});

test("several directors are plural, and a long list is cut", () => {
  const crew = Array.from({ length: 6 }, (_, index) => credit("Director", `Director ${index}`));

  expect(crewLines(crew)[0]?.name).toBe("Directors");
  expect(crewLines(crew)[0]?.people).toHaveLength(4);
});

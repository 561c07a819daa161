import { render, screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import type { TasteTrait } from "../../api/types";
import { TasteWheel } from "./TasteWheel";
import { petalsOf } from "./tasteWheelShape";

const trait = (kind: TasteTrait["kind"], name: string, liking: number): TasteTrait => ({
  trait: `${kind}:${name}`,
  kind,
  name,
  liking,
  count: 1,
  titles: [],
  strength: null,
});
const kinds = [
  { kind: "genre", title: "Genres" },
  { kind: "decade", title: "Decades" },
] as const;

test("the picture has the strongest likings first, and nothing that is avoided", () => {
  const never: TasteTrait = { ...trait("genre", "War", 0.9), strength: "never" };
  const traits = [trait("genre", "Drama", 0.4), trait("genre", "Horror", 1), never];
  const petals = petalsOf([...traits, trait("decade", "1950s", -0.5)], ["genre", "decade"]);

  expect(petals.map((petal) => petal.trait.name)).toEqual(["Horror", "Drama"]);
  expect(petals.every((petal) => !petal.path.includes("NaN"))).toBe(true);
});

test("words beside it say what it shows", () => {
  const traits = [trait("genre", "Drama", 0.4), trait("genre", "Horror", 1)];
  render(() => <TasteWheel traits={[...traits, trait("decade", "1920s", 0.7)]} kinds={kinds} />);

  expect(screen.getByRole("region", { name: "What you like most" })).toBeTruthy();
  expect(screen.getByText("Horror, Drama")).toBeTruthy();
  expect(screen.getByText("1920s", { selector: "dd" })).toBeTruthy();
});

test("one or two likings are no picture", () => {
  render(() => <TasteWheel traits={[trait("genre", "Drama", 0.4)]} kinds={kinds} />);

  expect(screen.queryByRole("region")).toBeNull();
});

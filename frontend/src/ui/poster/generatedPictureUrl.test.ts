import { expect, test } from "vitest";
import { generatedUrl, gradientOf } from "./generatedPictureUrl";

test("the address carries title, year and genres, and nothing that is unknown", () => {
  const tom = { title: " Tom & Jerry ", year: 1940, genres: ["Family", "Comedy"] };

  expect(generatedUrl(tom, "poster")).toBe(
    "/artwork/generated/poster?title=Tom+%26+Jerry&year=1940&genres=Family%2CComedy",
  );
  expect(generatedUrl({ title: "M", year: null, genres: [] }, "backdrop")).toBe(
    "/artwork/generated/backdrop?title=M",
  );
});

test("a title longer than the server accepts is cut", () => {
  const url = generatedUrl({ title: "x".repeat(500), year: null, genres: [] }, "still");

  expect(new URL(url, "http://seen.test").searchParams.get("title")).toHaveLength(300);
});

test("the gradient depends on the title alone, not on its case", () => {
  expect(gradientOf("METROPOLIS ")).toBe(gradientOf("metropolis"));
  expect(gradientOf("Metropolis")).not.toBe(gradientOf("Sintel"));
});

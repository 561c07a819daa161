import { render, screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { aTitle } from "../../../tests/titles";
import { ProviderScores } from "./ProviderScores";

test("each score has the logo of its source", async () => {
  const ratings = [
    { source: "imdb", value: 8.3, best: 10, votes: 190_211 },
    { source: "rotten_tomatoes", value: 97, best: 100, votes: null },
  ];
  render(() => <ProviderScores title={aTitle({ ratings })} />);

  const [imdb, tomatoes] = screen.getAllByRole("listitem");
  expect(tomatoes?.title).toBe("Rotten Tomatoes, fresh");
  expect(imdb?.title).toBe("IMDb, 190 thousand votes");
  expect(imdb?.textContent).toContain("8.3");
  expect(tomatoes?.textContent).toContain("97%");
  expect(await screen.findByRole("img", { name: "Rotten Tomatoes, fresh" })).toBeTruthy();
});

test("without other scores, the catalogue's is shown", () => {
  render(() => <ProviderScores title={aTitle({ rating: 7.4 })} />);

  expect(screen.getByText("of 10").parentElement?.textContent).toContain("7.4");
});

test("without any score nothing is shown", () => {
  const { container } = render(() => <ProviderScores title={aTitle({ rating: null })} />);

  expect(container.textContent).toBe("");
});

test("a poor score has a symbol and a word of its own", async () => {
  const ratings = [
    { source: "rotten_tomatoes", value: 31, best: 100, votes: null },
    { source: "metacritic", value: 22, best: 100, votes: null },
  ];
  render(() => <ProviderScores title={aTitle({ ratings })} />);

  expect(await screen.findByRole("img", { name: "Rotten Tomatoes, rotten" })).toBeTruthy();
  expect(screen.getByRole("img", { name: "Metacritic, unfavorable" })).toBeTruthy();
});

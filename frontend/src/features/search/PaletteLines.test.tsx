import { cleanup, render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { createPalette, type Line } from "./paletteState";
import { PaletteLines } from "./PaletteLines";

afterEach(cleanup);

test("a row stays the same element while its title is read again", () => {
  const [titles, setTitles] = createSignal([makeMedia({ id: 1, title: "Metropolis" })]);
  const [heading, setHeading] = createSignal("Searching");
  const opened = vi.fn<(line: Line) => void>();
  render(() => {
    const palette = createPalette({
      typed: () => "metro",
      titles,
      people: () => [],
      titlesHeading: heading,
      isCorrected: () => false,
      places: () => [],
      extras: () => [],
      outside: () => null,
    });
    return <PaletteLines palette={palette} query="metro" note="" onOpen={opened} />;
  });
  const row = screen.getByRole("option");

  setTitles([
    makeMedia({ id: 1, title: "Metropolis", year: 1927 }),
    makeMedia({ id: 2, title: "Metro" }),
  ]);
  setHeading("Titles");

  expect(screen.getAllByRole("option")[0]).toBe(row);
  expect(row.textContent).toContain("1927");
  expect(screen.getByRole("group", { name: "Titles" })).toContain(row);
  row.click();
  const line = opened.mock.calls[0]?.[0];
  expect(line?.kind === "title" && line.media.year).toBe(1927);
});

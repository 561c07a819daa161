import { fireEvent, render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { beforeEach, expect, test, vi } from "vitest";
import { ChipLink, ChipRow } from "./Chip";
import { Pills } from "./SegmentedControl";

const PILL = 100;
const LINE = 390;

/** jsdom has no layout: place pills side by side in a row of limited width. */
beforeEach(() => {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const pills = [...(this.parentElement?.children ?? [])];
    const isLine = this.matches("nav, [role=radiogroup]");
    const left = isLine ? 0 : pills.indexOf(this) * PILL - (this.parentElement?.scrollLeft ?? 0);
    return new DOMRect(left, 0, isLine ? LINE : PILL, 36);
  });
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(LINE);
  vi.spyOn(Element.prototype, "scrollWidth", "get").mockImplementation(function (this: Element) {
    return this.children.length * PILL;
  });
  Element.prototype.scrollTo = function (this: Element, to?: ScrollToOptions | number) {
    if (typeof to === "object") this.scrollLeft = to.left ?? 0;
  };
});

const seasons = Array.from({ length: 60 }, (_, at) => ({
  value: String(at + 1),
  label: `Season ${at + 1}`,
}));

test("the selected chip is scrolled into view", () => {
  const [value, setValue] = createSignal("45");
  render(() => (
    <Pills label="Season" options={seasons} value={value()} onChange={(next) => setValue(next)} />
  ));
  const line = screen.getByRole("radiogroup", { name: "Season" });
  expect(line.scrollLeft).toBe(44 * PILL - (LINE - PILL) / 2);

  setValue("2");

  expect(line.scrollLeft).toBeLessThan(PILL);
});

test("a row marks the ends that can be scrolled", () => {
  render(() => <Pills label="Season" options={seasons} value="1" onChange={() => undefined} />);
  const line = screen.getByRole("radiogroup", { name: "Season" });
  fireEvent.scroll(line);
  expect(line.dataset.moreLeft).toBeUndefined();
  expect(line.dataset.moreRight).toBe("");

  line.scrollLeft = 60 * PILL - LINE;
  fireEvent.scroll(line);

  expect(line.dataset.moreLeft).toBe("");
  expect(line.dataset.moreRight).toBeUndefined();
});

test("only the selected chip is current, also when all lead to one page", () => {
  render(() => (
    <ChipRow label="Genres">
      <ChipLink href={location.pathname} on={false}>
        All
      </ChipLink>
      <ChipLink href={`${location.pathname}?genre=drama`} on>
        Drama
      </ChipLink>
      <ChipLink href={`${location.pathname}?genre=war`}>War</ChipLink>
    </ChipRow>
  ));

  const chosen = screen.getAllByRole("link").filter((link) => link.hasAttribute("aria-current"));
  expect(chosen.map((link) => link.textContent)).toEqual(["Drama"]);
});

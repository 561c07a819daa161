import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { Chip, ChipLink } from "./Chip";
import { ChipRow } from "./ChipRow";

afterEach(() => vi.restoreAllMocks());

const boxOf = (left: number, right: number) => new DOMRect(left, 0, right - left, 36);

test("a pressed pill that is cut off at the side moves to the middle of the row", async () => {
  render(() => (
    <ChipRow label="Kinds">
      <Chip>Hide seen</Chip>
      <Chip>In your library</Chip>
    </ChipRow>
  ));
  const scrolled = vi.fn();
  const row = Object.assign(screen.getByRole("navigation"), { scrollTo: scrolled });
  const whole = screen.getByRole("button", { name: "Hide seen" });
  const cut = screen.getByRole("button", { name: "In your library" });
  vi.spyOn(row, "getBoundingClientRect").mockReturnValue(boxOf(0, 390));
  vi.spyOn(whole, "getBoundingClientRect").mockReturnValue(boxOf(100, 220));
  vi.spyOn(cut, "getBoundingClientRect").mockReturnValue(boxOf(260, 400));

  await userEvent.click(whole);
  expect(scrolled).not.toHaveBeenCalled();
  await userEvent.click(cut);
  expect(scrolled).toHaveBeenCalledWith({ left: 135, behavior: "smooth" });
});

test.each([
  ["a filter moves to the middle of the row", {}, 1],
  ["no filter leaves the row at its beginning", { "data-unfiltered": "" }, 0],
])("when the page opens, %s", (_, attributes, times) => {
  const scrolled = vi.fn();
  vi.spyOn(HTMLElement.prototype, "scrollTo").mockImplementation(scrolled);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    return this.tagName === "A" ? boxOf(600, 700) : boxOf(0, 390);
  });
  render(() => (
    <ChipRow label="Genres">
      <ChipLink {...attributes} href="/app/discover" on>
        For you
      </ChipLink>
    </ChipRow>
  ));

  expect(scrolled).toHaveBeenCalledTimes(times);
});

import { fireEvent, render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { StarRating } from "./StarRating";

function showStars(value: number | null) {
  const onChange = vi.fn();
  render(() => <StarRating label="Your rating" value={value} onChange={onChange} />);
  return { onChange, slider: screen.getByRole("slider", { name: "Your rating" }) };
}

test("it says what the rating is, and that there is none", () => {
  expect(showStars(8.5).slider.getAttribute("aria-valuetext")).toBe("8.5 of 10");
});

test("without a rating there is nothing to remove", () => {
  const { slider } = showStars(null);

  expect(slider.getAttribute("aria-valuetext")).toBe("Not rated");
  expect(screen.queryByRole("button")).toBeNull();
});

test.each([
  ["{ArrowRight}", 8, 8.5],
  ["{ArrowLeft}", 8, 7.5],
  ["{ArrowLeft}", 0.5, null],
  ["{ArrowUp}", null, 0.5],
  ["{End}", 3, 10],
  ["{Delete}", 3, null],
])("%s makes %s to %s", async (key, value, expected) => {
  const { onChange, slider } = showStars(value);

  slider.focus();
  await userEvent.keyboard(key);

  expect(onChange).toHaveBeenCalledWith(expected);
});

test("the highest rating goes no further", async () => {
  const { onChange, slider } = showStars(10);

  slider.focus();
  await userEvent.keyboard("{ArrowRight}");

  expect(onChange).not.toHaveBeenCalled();
});

test.each([
  [6, 8],
  [8, null],
])("a press on the fourth star makes %s to %s", (value, expected) => {
  const { onChange, slider } = showStars(value);
  slider.getBoundingClientRect = () => new DOMRect(0, 0, 100, 20);

  fireEvent.click(slider, { clientX: 75 });

  expect(onChange).toHaveBeenCalledWith(expected);
});

test("a double click on a star keeps its rating", () => {
  const { onChange, slider } = showStars(8);
  slider.getBoundingClientRect = () => new DOMRect(0, 0, 100, 20);

  fireEvent.click(slider, { clientX: 75, detail: 2 });

  expect(onChange).toHaveBeenCalledWith(8);
});

import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Scrubber } from "./Scrubber";

function showScrubber(position = 1988) {
  const onSeek = vi.fn();
  render(() => (
    <Scrubber
      position={position}
      duration={2170}
      loaded={[]}
      chapters={[]}
      trickplay={null}
      onSeek={onSeek}
    />
  ));
  return onSeek;
}

test("the position is announced", () => {
  showScrubber();

  const slider = screen.getByRole("slider", { name: "Position" });
  expect(slider.getAttribute("aria-valuetext")).toBe(
    "33 minutes 8 seconds of 36 minutes 10 seconds",
  );
  expect(slider.getAttribute("aria-valuemax")).toBe("2170");
});

test.each([
  ["{ArrowRight}", 1993],
  ["{ArrowLeft}", 1983],
  ["{PageUp}", 2048],
  ["{Home}", 0],
  ["{End}", 2170],
])("%s moves it to %d seconds", async (key, to) => {
  const onSeek = showScrubber();

  screen.getByRole("slider").focus();
  await userEvent.keyboard(key);

  expect(onSeek).toHaveBeenCalledWith(to);
});

import { fireEvent, render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { RangePair } from "./RangePair";

function years() {
  const onChange = vi.fn();
  render(() => (
    <RangePair label="Years" min={1890} max={2026} low={1990} high={1999} onChange={onChange} />
  ));
  return onChange;
}

const knob = (name: string) => screen.getByRole("slider", { name });

function move(name: string, to: number): void {
  const slider = knob(name) as HTMLInputElement;
  slider.value = String(to);
  fireEvent.input(slider);
  fireEvent.change(slider);
}

test("shows the value of the filter", () => {
  years();

  expect((knob("Years, from") as HTMLInputElement).value).toBe("1990");
  expect((knob("Years, to") as HTMLInputElement).value).toBe("1999");
});

test("reports both ends when a thumb is released", () => {
  const onChange = years();
  move("Years, from", 1984);

  expect(onChange).toHaveBeenCalledExactlyOnceWith(1984, 1999);
});

test("thumbs that cross remain a range", () => {
  const onChange = years();
  move("Years, from", 2010);

  expect(onChange).toHaveBeenCalledExactlyOnceWith(1999, 2010);
  expect(screen.getByText("2010")).toBeTruthy();
});

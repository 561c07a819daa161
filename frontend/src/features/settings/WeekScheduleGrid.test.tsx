// @vitest-environment jsdom
import { fireEvent, render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { expect, test } from "vitest";
import { WeekScheduleGrid } from "./WeekScheduleGrid";

const NOW = { day: 0, hour: 7, minute: 30 };

function opened() {
  const [hours, setHours] = createSignal<number[][]>([[8], [], [], [], [], [], []]);
  render(() => <WeekScheduleGrid label="Hours" hours={hours()} now={NOW} onChange={setHours} />);
  return hours;
}

const cell = (name: string) => screen.getByRole("gridcell", { name });
const press = (key: string, shiftKey = false) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey });

test("by keyboard, arrows move, Space changes an hour, and Shift draws", () => {
  const hours = opened();
  cell("Monday, 08:00 to 09:00").focus();

  press("ArrowRight", true);
  press("ArrowDown");
  press(" ");

  expect(hours().slice(0, 2)).toEqual([[8, 9], [9]]);
  expect(document.activeElement).toBe(cell("Tuesday, 09:00 to 10:00"));
  expect(cell("Tuesday, 09:00 to 10:00").getAttribute("aria-selected")).toBe("true");
});

test("the keyboard stays within the week", () => {
  opened();
  cell("Monday, 08:00 to 09:00").focus();

  press("ArrowUp");
  press("End");
  press("ArrowRight");

  expect(document.activeElement).toBe(cell("Monday, 23:00 to 00:00"));
});

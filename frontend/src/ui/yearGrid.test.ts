import { expect, test } from "vitest";
import { monthColumns, yearCells } from "./yearGrid";

test("a year has all of its days, in weeks that begin on Monday", () => {
  const cells = yearCells(2026);

  expect(cells).toHaveLength(365);
  expect(yearCells(2024)).toHaveLength(366);
  expect(cells[0]).toEqual({ day: "2026-01-01", row: 3, column: 0, month: 0 });
  expect(cells[4]).toMatchObject({ day: "2026-01-05", row: 0, column: 1 });
  expect(monthColumns(cells)[1]).toBe(4);
});

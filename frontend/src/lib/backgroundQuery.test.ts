import { createRoot, createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { createBackgroundQuery } from "./backgroundQuery";

test("a row that is answered again stays itself, and nothing of the answer is changed", async () => {
  const answers = [[{ id: 1, files: 2 }], [{ id: 1, files: 3 }]];
  const [turn, setTurn] = createSignal(0);
  const { rows, leave } = createRoot((dispose) => ({
    rows: createBackgroundQuery(() => Promise.resolve(answers[turn()]), []),
    leave: dispose,
  }));
  expect(rows()).toBeUndefined();
  await vi.waitFor(() => expect(rows()?.[0]?.files).toBe(2));
  const row = rows()?.[0];

  setTurn(1);

  await vi.waitFor(() => expect(row?.files).toBe(3));
  expect(rows()?.[0]).toBe(row);
  expect(answers[0]).toEqual([{ id: 1, files: 2 }]);
  leave();
});

test("a query that fails has the fallback", async () => {
  const { rows, leave } = createRoot((dispose) => ({
    rows: createBackgroundQuery(
      () => Promise.reject<number[]>(new Error("The server is away.")),
      [],
    ),
    leave: dispose,
  }));

  await vi.waitFor(() => expect(rows()).toEqual([]));
  leave();
});

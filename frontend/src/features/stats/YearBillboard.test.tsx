import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import type { ViewingStats } from "../../api/types";
import { runToastAction, toasts } from "../../ui/toast";

const drawYearCard = vi.hoisted(() => vi.fn<() => Promise<Blob>>());
vi.mock("./drawYearCard", () => ({ drawYearCard }));
vi.mock("./sharePicture", () => ({ savePicture: () => Promise.resolve(true) }));
vi.mock("./statsText", () => ({
  gamesText: () => null,
  headlineEnd: () => null,
  headlineNumber: () => ["12", "hours"],
  leadOf: () => "",
}));

import { YearBillboard } from "./YearBillboard";

const STATS = { year: 2026, bestRated: [], mostWatched: [] } as unknown as ViewingStats;

test("a picture that could not be drawn is drawn by the toast's Try again", async () => {
  drawYearCard
    .mockRejectedValueOnce(new TypeError("Failed to fetch"))
    .mockResolvedValue(new Blob());
  render(() => <YearBillboard stats={STATS} years={null} />);
  fireEvent.click(screen.getByRole("button", { name: "Save as picture" }));
  await waitFor(() => expect(toasts.at(-1)?.action?.label).toBe("Try again"));

  runToastAction(toasts.at(-1)?.id ?? 0);

  await waitFor(() => expect(toasts.at(-1)?.text).toBe("Your year is saved as a picture."));
});

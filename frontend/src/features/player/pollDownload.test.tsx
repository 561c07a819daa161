import { createRoot } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pollDownload } from "./pollDownload";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("while an answer is waited for, nothing more is asked", async () => {
  const asked = vi
    .fn(() => new Promise<Response>(() => undefined))
    .mockResolvedValueOnce(Response.json({ id: "1" }));
  vi.stubGlobal("fetch", asked);
  const { job, leave } = createRoot((dispose) => ({ job: pollDownload("1"), leave: dispose }));

  await vi.advanceTimersByTimeAsync(12_000);
  expect(job()?.id).toBe("1");
  expect(asked).toHaveBeenCalledTimes(2);
  leave();
});

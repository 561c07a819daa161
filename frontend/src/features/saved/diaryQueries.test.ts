// @vitest-environment jsdom
import { waitFor } from "@solidjs/testing-library";
import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import { listHistory } from "../../api/tracking";
import type { Play } from "../../api/types";
import { createDiary, type Diary, type DiaryFilter } from "./diaryQueries";

vi.mock("../../api/tracking");

const aPlay = (id: number, watchedAt = "2026-11-19T12:00:00Z") =>
  ({ id, watchedAt, precision: "day" }) as Play;

function open(filter: DiaryFilter = {}): Diary {
  return createRoot(() => createDiary(() => filter));
}

test("after a change as many viewings are read as were shown", async () => {
  vi.mocked(listHistory).mockImplementation(({ cursor }) =>
    Promise.resolve(
      cursor
        ? { items: [aPlay(1)], nextCursor: null }
        : { items: [aPlay(2)], nextCursor: "unknown.2" },
    ),
  );
  const diary = open();
  await waitFor(() => expect(diary.plays()).toHaveLength(1));
  diary.loadMore();
  await waitFor(() => expect(diary.plays()).toHaveLength(2));

  await diary.reload();

  expect(diary.plays().map(({ id }) => id)).toEqual([2, 1]);
  expect(diary.hasMore()).toBe(false);
});

test("viewings of a day without a time are in it in every time zone", async () => {
  vi.mocked(listHistory).mockResolvedValue({
    items: [aPlay(2, "2026-11-20T12:00:00Z"), aPlay(1)],
    nextCursor: null,
  });

  const diary = open({ day: "2026-11-19" });
  await waitFor(() => expect(diary.state()).toBe("ready"));

  const to = vi.mocked(listHistory).mock.lastCall?.[0].to ?? "";
  expect(Date.parse(to)).toBeGreaterThan(Date.parse("2026-11-19T12:00:00Z"));
  expect(diary.plays().map(({ id }) => id)).toEqual([1]);
});

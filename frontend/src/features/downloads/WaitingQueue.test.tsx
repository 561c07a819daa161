import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { JobListContext } from "./JobCard";
import { createSelection } from "./bulkSelection";
import { WaitingQueue } from "./WaitingQueue";

const NAMES = ["Anchor", "Beacon", "Cutter", "Dinghy", "Estuary"];
const TILE_PX = 100;

/** Tiles one below another: jsdom has no layout. */
beforeEach(() => {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const at = [...document.querySelectorAll("[data-job]")].indexOf(this);
    return new DOMRect(0, at * TILE_PX, TILE_PX, TILE_PX);
  });
  Element.prototype.setPointerCapture = vi.fn();
});

afterEach(() => vi.restoreAllMocks());

function show() {
  const jobs = NAMES.map((title, at) => aJob({ id: `d${at}`, title, queuePosition: at + 1 }));
  const queue = vi.fn().mockResolvedValue(undefined);
  const list = {
    now: () => new Date("2026-03-20T20:40:00"),
    statusContext: () => ({}),
    openJobId: () => undefined,
    toggleDetails: vi.fn(),
    selection: createSelection(() => jobs.map((job) => job.id)),
    actions: { queue } as unknown as JobListContext["actions"],
  } satisfies JobListContext;
  render(() => <WaitingQueue jobs={jobs} list={list} canOrder />);
  return queue;
}

const grip = (name: string) => screen.getByRole("button", { name: new RegExp(`^Move ${name}`) });
const middleOf = (at: number) => ({ clientX: TILE_PX / 2, clientY: (at + 0.5) * TILE_PX });

test("a long move through the queue is one request for the final position", () => {
  const queue = show();

  fireEvent.pointerDown(grip("Dinghy"), { button: 0, ...middleOf(3) });
  for (const at of [2, 1, 0, 1]) fireEvent.pointerMove(grip("Dinghy"), middleOf(at));
  fireEvent.pointerUp(grip("Dinghy"), middleOf(1));

  expect(queue).toHaveBeenCalledOnce();
  expect(queue.mock.calls[0]).toMatchObject([{ title: "Dinghy" }, { placeOf: "d1" }]);
});

test("dropping a job where it was sends nothing", () => {
  const queue = show();

  fireEvent.pointerDown(grip("Cutter"), { button: 0, ...middleOf(2) });
  fireEvent.pointerMove(grip("Cutter"), middleOf(4));
  fireEvent.pointerMove(grip("Cutter"), middleOf(2));
  fireEvent.pointerUp(grip("Cutter"), middleOf(2));

  expect(queue).not.toHaveBeenCalled();
});

test("keys move a job by one place, or to an end", async () => {
  const queue = show();

  fireEvent.keyDown(grip("Beacon"), { key: "ArrowDown" });
  await waitFor(() => expect(queue).toHaveBeenCalledOnce());
  await Promise.resolve();
  fireEvent.keyDown(grip("Beacon"), { key: "Home" });

  await waitFor(() => expect(queue).toHaveBeenCalledTimes(2));
  expect(queue.mock.calls.map(([, way]) => way as unknown)).toEqual([
    { placeOf: "d2" },
    { to: "top" },
  ]);
});

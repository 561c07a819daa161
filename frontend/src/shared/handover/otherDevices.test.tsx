import { render } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HandoverState, NowPlaying } from "../../api/types";
import { offerPlayer } from "./localPlayer";
import { answerOrder, order, otherDevices, reportToOthers } from "./otherDevices";
import { startAt, takeStart } from "./handoverPosition";

const told = vi.hoisted(() => ({
  reports: [] as (NowPlaying | null)[],
  answered: [] as string[],
  answer: undefined as unknown as HandoverState,
}));
vi.mock("../../api/devices", () => ({ deviceKnown: () => Promise.resolve() }));
vi.mock("../../api/handover", () => ({
  reportPlaying: (playing: NowPlaying | null) => {
    told.reports.push(playing);
    return Promise.resolve(told.answer);
  },
  answerHandover: (id: string) => {
    told.answered.push(id);
    return Promise.resolve();
  },
}));

const FILM: NowPlaying = {
  libraryItemId: "4b5b6d4c-16dc-4e3f-8f1e-0f6f0a9ef0a1",
  title: "Nosferatu",
  positionSeconds: 2052,
  speed: 1,
  isPaused: false,
};
const asked = (id: string): HandoverState => ({
  devices: [],
  nextInSeconds: 4,
  order: { id, action: "continue", fromName: "Phone", playing: { ...FILM } as never },
});

beforeEach(() => {
  vi.useFakeTimers();
  told.reports.length = 0;
  told.answered.length = 0;
  told.answer = { devices: [], order: null, nextInSeconds: 4 };
});
afterEach(() => vi.useRealTimers());

function Page(props: { playing?: NowPlaying }) {
  reportToOthers();
  // eslint-disable-next-line solid/reactivity
  const { playing } = props;
  if (playing) {
    const nothing = () => undefined;
    offerPlayer({ playing: () => playing, pause: nothing, resume: nothing, continueAt: nothing });
  }
  return null;
}

test("a page reports what it plays, again and again until it is left", async () => {
  const page = render(() => <Page playing={FILM} />);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.reports.at(-1)).toEqual(FILM);
  const before = told.reports.length;

  await vi.advanceTimersByTimeAsync(8_000);
  expect(told.reports).toHaveLength(before + 2);
  page.unmount();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(told.reports).toHaveLength(before + 2);
});

test("an order is shown once, also when a late report names it again", async () => {
  told.answer = asked("one");
  render(() => <Page />);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(order()?.fromName).toBe("Phone");

  answerOrder("one");
  await vi.advanceTimersByTimeAsync(8_000);
  expect(order()).toBeUndefined();
  expect(told.answered).toEqual(["one"]);
  told.answer = asked("two");
  await vi.advanceTimersByTimeAsync(4_000);

  expect(order()?.id).toBe("two");
});

test("the devices of the last answer are known", async () => {
  const device = { id: "d", name: "Phone", browser: "Chrome", kind: "phone", isOpen: true };
  told.answer = {
    devices: [{ ...device, lastSeenAt: "2026-01-01T00:00:00Z", playing: null } as never],
    order: null,
    nextInSeconds: 4,
  };

  render(() => <Page />);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(otherDevices().map((each) => each.name)).toEqual(["Phone"]);
});

test("a file starts at the second it was handed over at, once", () => {
  startAt("film", 2052);
  expect(takeStart("film")).toBe(2052);
  expect(takeStart("film")).toBeUndefined();

  startAt("film", 2052);
  expect(takeStart("another film")).toBeUndefined();
});

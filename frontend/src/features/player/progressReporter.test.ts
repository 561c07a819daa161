import { expect, test, vi } from "vitest";
import { createProgressReporter, type Send } from "./progressReporter";

const HOUR = 3600;

function reporting() {
  const send = vi.fn<Send>();
  return { send, reporter: createProgressReporter(send) };
}

function at(positionSeconds: number) {
  return { positionSeconds, durationSeconds: HOUR };
}

test("reports the position every ten seconds of playing", () => {
  const { send, reporter } = reporting();
  reporter.begin(at(0));

  for (let second = 0; second <= 30; second++) reporter.tick(at(second), second * 1000);

  expect(send.mock.calls.map(([place]) => place.positionSeconds)).toEqual([10, 20, 30]);
});

test("reports nothing before playing has begun, so that loading cannot reset the position", () => {
  const { send, reporter } = reporting();

  reporter.settle(at(0), 0);
  reporter.leave(at(0));
  reporter.tick(at(0), 60_000);

  expect(send).not.toHaveBeenCalled();
});

test("reports a pause and the end of a seek at once", () => {
  const { send, reporter } = reporting();
  reporter.begin(at(700));

  reporter.settle(at(704), 4000);
  reporter.settle(at(1200), 5000);

  expect(send.mock.calls).toEqual([
    [{ positionSeconds: 704, durationSeconds: HOUR }],
    [{ positionSeconds: 1200, durationSeconds: HOUR }],
  ]);
});

test("does not report the same position twice", () => {
  const { send, reporter } = reporting();
  reporter.begin(at(700));

  reporter.settle(at(700.4), 0);
  reporter.leave(at(700.4));

  expect(send).not.toHaveBeenCalled();
});

test("the ten seconds start again after a pause was reported", () => {
  const { send, reporter } = reporting();
  reporter.begin(at(0));
  reporter.tick(at(0), 0);
  reporter.settle(at(8), 8000);

  reporter.tick(at(12), 12_000);
  reporter.tick(at(18), 18_000);

  expect(send.mock.calls.map(([place]) => place.positionSeconds)).toEqual([8, 18]);
});

test("leaving the page reports the position", () => {
  const { send, reporter } = reporting();
  reporter.begin(at(0));

  reporter.leave(at(95.7));

  expect(send).toHaveBeenCalledWith({ positionSeconds: 95, durationSeconds: HOUR });
});

test("the end is reported as the whole running time", () => {
  const { send, reporter } = reporting();
  reporter.begin(at(0));

  reporter.finish(2170.4, 0);

  expect(send).toHaveBeenCalledWith({ positionSeconds: 2170, durationSeconds: 2170 });
});

test("an unknown running time is not reported", () => {
  const { send, reporter } = reporting();
  reporter.begin({ positionSeconds: 0, durationSeconds: Number.NaN });

  reporter.settle({ positionSeconds: 30, durationSeconds: Number.NaN }, 0);

  expect(send).not.toHaveBeenCalled();
});

import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadSettings } from "../../api/types";
import { canPlayEarly, factsOf, playAddressOf, speedLimitText } from "./jobFacts";

const NOW = new Date("2026-03-20T20:40:00"); // a Friday

const everyDay = (since: number, until: number) =>
  Array.from({ length: 7 }, () => Array.from({ length: until - since }, (_, at) => since + at));

function rules(timetable: Partial<DownloadSettings["timetable"]> = {}): DownloadSettings {
  return {
    mostActive: 3,
    downloadLimit: 5e6,
    uploadLimit: null,
    timetable: {
      isOn: false,
      hours: everyDay(8, 23),
      timeZone: null,
      downloadLimit: null,
      uploadLimit: null,
      ...timetable,
    },
    imports: {} as DownloadSettings["imports"],
    seed: { ratio: 1, minutes: 1440, action: "stop" },
    network: {} as DownloadSettings["network"],
    perPerson: { mostOpen: null, mostActive: null, bytesAMonth: null },
    watchFolder: null,
    watchOwner: null,
    recycleDays: 7,
    reserveBytes: null,
  };
}

const job = aJob({
  status: "downloading",
  bytesTotal: 8.1e9,
  bytesDownloaded: 5.8e9,
  etaSeconds: 360,
  bytesUploaded: 1.1e9,
  ratio: 0.136,
  category: { id: "s", name: "Shows" }, // the category was changed later, which moves no files
  goesTo: "Films",
});

const valueOf = (name: string) =>
  factsOf(job, NOW, rules()).find((fact) => fact.name === name)?.value;

test("an open job says what remains, what was uploaded, and where it goes", () => {
  expect(valueOf("Remaining")).toBe("2.3 GB, 6 min");
  expect(valueOf("Uploaded")).toBe("1.1 GB, ratio 0.14");
  expect(valueOf("When complete")).toBe("Move to Films");
  expect(valueOf("User")).toBeUndefined();
});

test("the active limit is shown with its end time", () => {
  expect(speedLimitText(job, rules(), NOW)).toBe("5.0 MB/s");
  expect(speedLimitText(job, rules({ isOn: true }), NOW)).toBe("None until 23:00");
  expect(speedLimitText(job, rules({ isOn: true, hours: everyDay(8, 20) }), NOW)).toBe(
    "5.0 MB/s until 08:00",
  );
  expect(speedLimitText(job, null, NOW)).toBe("Default");
});

test("a schedule without an end is said without one", () => {
  const always = rules({ isOn: true, hours: everyDay(0, 24), downloadLimit: 1e6 });

  expect(speedLimitText(job, always, NOW)).toBe("1.0 MB/s");
});

test("a job's own limit overrides the default", () => {
  const limited = aJob({ ...job, options: { ...job.options, downloadLimit: 2e6 } });

  expect(speedLimitText(limited, rules(), NOW)).toBe("2.0 MB/s");
});

test("a film that runs and has begun to arrive can be played early", () => {
  const job = aJob({ status: "downloading", progressPercent: 34, mediaType: "movie" });
  expect(canPlayEarly(job)).toBe(true);
  expect(canPlayEarly({ ...job, progressPercent: 1 })).toBe(false);
  expect(canPlayEarly({ ...job, isPaused: true })).toBe(false);
  expect(canPlayEarly({ ...job, status: "completed" })).toBe(false);
  expect(canPlayEarly({ ...job, mediaType: "game", title: "A game" })).toBe(false);
  expect(canPlayEarly({ ...job, mediaType: null, title: "A.Film.mkv" })).toBe(true);
});

test("a job plays from the library once it is there, and before that while it downloads", () => {
  const job = aJob({ id: "d1", status: "downloading", progressPercent: 34, mediaType: "movie" });
  expect(playAddressOf({ ...job, libraryItemId: "l1" })).toBe("/app/play/l1");
  expect(playAddressOf({ ...job, libraryItemId: "l1", atHand: false })).toBeUndefined();
  expect(playAddressOf({ ...job, libraryItemId: null })).toBe("/app/play/download/d1");
  expect(playAddressOf({ ...job, libraryItemId: null, progressPercent: 1 })).toBeUndefined();
});

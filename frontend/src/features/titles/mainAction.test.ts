import { expect, test } from "vitest";
import type { TitleDownload } from "../../api/types";
import { downloadLabel, mainActionOf } from "./mainAction";

const OFFER = { href: "/app/play/l1", label: "Play", note: null };

function aDownload(changes: Partial<TitleDownload> = {}): TitleDownload {
  return {
    jobId: "d1",
    status: "downloading",
    detail: "",
    isPaused: false,
    progressPercent: 92,
    seasonNumber: null,
    episodeNumber: null,
    ...changes,
  };
}

test("a playable title plays, a download is followed, any other title can be requested", () => {
  expect(mainActionOf(OFFER, aDownload()).kind).toBe("play");
  expect(mainActionOf(null, aDownload()).kind).toBe("download");
  expect(mainActionOf(null, null).kind).toBe("get");
});

test.each<[Partial<TitleDownload>, string]>([
  [{}, "Downloading 92 %"],
  [{ seasonNumber: 1, episodeNumber: 2 }, "Downloading S1 E2, 92 %"],
  [{ seasonNumber: 1 }, "Downloading season 1, 92 %"],
  [{ isPaused: true, status: "stalled" }, "Paused 92 %"],
  [{ status: "stalled" }, "Waiting 92 %"],
  [{ status: "queued", progressPercent: 0 }, "Queued"],
  [{ status: "queued", seasonNumber: 1, episodeNumber: 2 }, "Queued S1 E2"],
  [{ status: "preparing" }, "Starting"],
  [{ status: "completed", progressPercent: 100 }, "Importing"],
])("a download that is %o reads as %s", (changes, label) => {
  expect(downloadLabel(aDownload(changes))).toBe(label);
});

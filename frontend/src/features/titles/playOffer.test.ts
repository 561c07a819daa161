import { expect, test } from "vitest";
import { aFile, aTitle } from "../../../tests/titles";
import { offerOf } from "./playOffer";

const PLAYABLE = { libraryItemId: "l1", episodeId: null, label: null };

test("a title without a file offers nothing to play", () => {
  expect(offerOf(aTitle())).toBeNull();
});

test("a version that is not at hand is not played", () => {
  const lost = aFile({ absence: { reason: "missing", away: "" } });

  expect(offerOf(aTitle({ playable: PLAYABLE }), lost)).toBeNull();
});

test("a started film resumes at its position", () => {
  const title = aTitle({ playable: PLAYABLE, positionSeconds: 5284, durationSeconds: 9180 });

  expect(offerOf(title)).toEqual({ href: "/app/play/l1", label: "Resume", note: "1:28:04" });
});

test("the first seconds do not count as started", () => {
  const title = aTitle({ playable: PLAYABLE, positionSeconds: 3 });

  expect(offerOf(title)).toEqual({ href: "/app/play/l1", label: "Play", note: null });
});

test("a show names the episode and says how much of it is left", () => {
  const title = aTitle({
    mediaType: "show",
    playable: { libraryItemId: "l3", episodeId: 3, label: "S1 E3" },
    positionSeconds: 1080,
    durationSeconds: 2160,
  });

  expect(offerOf(title)).toEqual({
    href: "/app/play/l3",
    label: "Resume S1 E3",
    note: "18 min left",
  });
});

test("the chosen version is the one that plays", () => {
  const version = aFile({ id: "l2", positionSeconds: 5284 });
  const title = aTitle({ playable: PLAYABLE, positionSeconds: 5284 });

  expect(offerOf(title, version)).toMatchObject({
    href: "/app/play/l2?file=exact",
    label: "Resume",
  });
});

test("a version that is over before the position begins at its start", () => {
  const clip = aFile({ id: "l2", positionSeconds: 0, durationSeconds: 120 });
  const title = aTitle({ playable: PLAYABLE, positionSeconds: 5284 });

  expect(offerOf(title, clip)).toEqual({
    href: "/app/play/l2?file=exact",
    label: "Play",
    note: null,
  });
});

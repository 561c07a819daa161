import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aTitle } from "../../../tests/titles";
import type { Play } from "../../api/types";
import { PlayDateSheet } from "./PlayDateSheet";

const PLAY: Play = {
  id: 7,
  media: aTitle({ title: "Metropolis" }),
  episodeId: null,
  episodeLabel: null,
  episodeTitle: null,
  watchedAt: "2026-11-19T12:00:00Z",
  precision: "day",
  source: "hand",
};

function showSheet() {
  const onSave = vi.fn();
  render(() => <PlayDateSheet play={PLAY} onClose={() => undefined} onSave={onSave} />);
  return onSave;
}

test("a day is saved as it was written", async () => {
  const onSave = showSheet();

  const day = screen.getByLabelText("Day", { selector: "input[type=date]" });
  await userEvent.clear(day);
  await userEvent.type(day, "2024-05-04");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect(onSave).toHaveBeenCalledWith(PLAY, {
    precision: "day",
    watchedAt: "2024-05-04T12:00:00Z",
  });
});

test("a viewing on release needs no day", async () => {
  const onSave = showSheet();

  await userEvent.click(screen.getByLabelText("On release"));

  expect(screen.queryByLabelText("Day", { selector: "input[type=date]" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(onSave).toHaveBeenCalledWith(PLAY, { precision: "release" });
});

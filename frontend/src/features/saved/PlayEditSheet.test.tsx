import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aTitle } from "../../../tests/titles";
import type { Play, TitleNotes } from "../../api/types";
import { PlayEditSheet } from "./PlayEditSheet";

const NOTES: TitleNotes = {
  note: "",
  noteAt: null,
  review: "Tall.",
  reviewHasSpoilers: false,
  reviewAt: "2026-11-19T12:00:00Z",
  tags: [],
};
vi.mock("../../api/notes", () => ({ getNotes: () => Promise.resolve(NOTES) }));

const PLAY: Play = {
  id: 7,
  media: aTitle({ title: "Metropolis" }),
  episodeId: null,
  episodeLabel: null,
  episodeTitle: null,
  watchedAt: "2026-11-19T12:00:00Z",
  precision: "day",
  source: "hand",
  rating: 8,
};

function showSheet(isSaved = true) {
  const onSave = vi.fn(() => Promise.resolve(isSaved));
  const onClose = vi.fn();
  const Sheet = () => (
    <PlayEditSheet play={PLAY} onClose={onClose} onSave={onSave} onRemove={() => undefined} />
  );
  render(() => (
    <MemoryRouter>
      <Route path="/" component={Sheet} />
    </MemoryRouter>
  ));
  return { onSave, onClose };
}

const save = async () => userEvent.click(await screen.findByRole("button", { name: "Save" }));

test("a day is saved as it was written", async () => {
  const { onSave, onClose } = showSheet();

  const day = await screen.findByLabelText("Day", { selector: "input[type=date]" });
  await userEvent.clear(day);
  await userEvent.type(day, "2024-05-04");
  await save();

  expect(onSave).toHaveBeenCalledWith(PLAY, {
    when: { precision: "day", watchedAt: "2024-05-04T12:00:00Z" },
  });
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test("a viewing on release needs no day", async () => {
  const { onSave } = showSheet();

  await userEvent.click(await screen.findByLabelText("On release"));

  expect(screen.queryByLabelText("Day", { selector: "input[type=date]" })).toBeNull();
  await save();
  expect(onSave).toHaveBeenCalledWith(PLAY, { when: { precision: "release" } });
});

test("a rating and a review are saved with it, and what stays is not sent", async () => {
  const { onSave } = showSheet();

  (await screen.findByRole("slider", { name: "Your rating" })).focus();
  await userEvent.keyboard("{ArrowRight}");
  await userEvent.type(await screen.findByLabelText("Review"), " And long.");
  await save();

  expect(onSave).toHaveBeenCalledWith(PLAY, {
    rating: 8.5,
    notes: { review: "Tall. And long." },
  });
});

test("what could not be saved stays in the sheet", async () => {
  const { onSave, onClose } = showSheet(false);

  await save();

  await waitFor(() => expect(onSave).toHaveBeenCalledWith(PLAY, {}));
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(false),
  );
  expect(onClose).not.toHaveBeenCalled();
});

import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { getTitleEdits, giveBackField } from "../../api/titleEdits";
import type { MediaDetail, TitleEdits } from "../../api/types";
import TitleEditSheet from "./TitleEditSheet";

vi.mock("../../api/titleEdits", () => ({
  editTitle: vi.fn(),
  getTitleEdits: vi.fn(),
  giveBackField: vi.fn(),
}));

const STORED = {
  title: "By hand",
  overview: "A clerk rides.",
  releaseDate: null,
  runtimeMinutes: null,
  genres: [],
  posterUrl: null,
  backdropUrl: null,
  source: "tmdb",
  locks: [{ field: "title", setBy: "Lena" }],
} as unknown as TitleEdits;

test("a field that is given back leaves what was typed in the others", async () => {
  vi.mocked(getTitleEdits).mockResolvedValue(STORED);
  vi.mocked(giveBackField).mockResolvedValue({
    undoId: null,
    edits: { ...STORED, title: "Nosferatu", locks: [] },
  });
  const film = { id: 23, mediaType: "movie", title: "By hand" } as MediaDetail;
  render(() => <TitleEditSheet title={film} onClose={vi.fn()} />);
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

  await userEvent.type(await screen.findByLabelText("Description"), " The rats come first.");
  await userEvent.click(screen.getByRole("button", { name: "Title: back to TMDB’s" }));

  await waitFor(() => expect(field("Title").value).toBe("Nosferatu"));
  expect(field("Description").value).toBe("A clerk rides. The rats come first.");
  expect(screen.queryByText("Set by Lena")).toBeNull();
});

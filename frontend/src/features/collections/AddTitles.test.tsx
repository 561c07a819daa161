import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aTitle } from "../../../tests/titles";
import type { Collection, MediaCard } from "../../api/types";
import { AddTitles } from "./AddTitles";

const SENT: number[][] = [];
const FOUND: MediaCard[] = [
  aTitle({ id: 1, title: "Metropolis" }),
  aTitle({ id: 2, title: "Metropolis 2" }),
];
vi.mock("../../api/catalog", () => ({ search: () => Promise.resolve({ items: FOUND }) }));
vi.mock("../../api/collections", () => ({
  addToCollection: (_id: number, mediaIds: number[]) => {
    SENT.push(mediaIds);
    return Promise.resolve({ undoId: null, collection: null });
  },
}));

test("enter adds the first title that is not in the collection yet", async () => {
  const onChange = vi.fn();
  const collection = { id: 5, name: "Rainy days" } as Collection;
  render(() => (
    <AddTitles
      collection={collection}
      titles={FOUND.slice(0, 1)}
      onClose={() => undefined}
      onChange={onChange}
    />
  ));

  await userEvent.type(screen.getByLabelText("Search for a title"), "metro");
  await screen.findByRole("button", { name: "Add Metropolis 2" });
  await userEvent.keyboard("{Enter}");

  await waitFor(() => expect(onChange).toHaveBeenCalledOnce());
  expect(SENT).toEqual([[2]]);
  expect(screen.queryByRole("button", { name: /^Add Metropolis/ })).toBeNull();
});

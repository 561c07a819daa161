import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { LibrarySearchField } from "./LibrarySearchField";

test("a space at the end of a word stays while the list is searched", async () => {
  const [query, setQuery] = createSignal("");
  const search = vi.fn((text: string) => setQuery(text));
  render(() => <LibrarySearchField query={query()} onChange={(text) => search(text)} />);
  const field = screen.getByRole<HTMLInputElement>("searchbox");

  await userEvent.type(field, "the ");
  await waitFor(() => expect(search).toHaveBeenLastCalledWith("the"));
  await userEvent.type(field, "birds");

  expect(field.value).toBe("the birds");
  await waitFor(() => expect(search).toHaveBeenLastCalledWith("the birds"));
  setQuery("");
  expect(field.value).toBe("");
});

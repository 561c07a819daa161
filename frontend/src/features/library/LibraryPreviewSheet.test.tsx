import { fireEvent, render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { LibraryPreviewSheet } from "./LibraryPreviewSheet";

function show(onAccept: () => void = () => undefined) {
  const [preview, setPreview] = createSignal<{ changed: number }>();
  render(() => (
    <LibraryPreviewSheet
      eyebrow="Rename files"
      title="Sintel"
      preview={preview}
      verb="Rename"
      count={(known) => known.changed}
      busy={false}
      autofocus
      onAccept={onAccept}
      onClose={() => undefined}
    >
      {(known) => <p>{known().changed} new names</p>}
    </LibraryPreviewSheet>
  ));
  return setPreview;
}

test("the button accepts the files of the preview and says how many", async () => {
  const accept = vi.fn();
  const setPreview = show(accept);
  expect(screen.queryByRole("button", { name: /Rename/ })).toBeNull();

  setPreview({ changed: 2 });
  const button = await screen.findByRole("button", { name: "Rename 2 files" });
  await vi.waitFor(() => expect(document.activeElement).toBe(button));
  fireEvent.click(button);

  expect(accept).toHaveBeenCalledWith({ changed: 2 });
});

test("a preview that changes is shown anew", async () => {
  const setPreview = show();
  setPreview({ changed: 2 });
  await screen.findByText("2 new names");

  setPreview({ changed: 0 });

  await screen.findByText("0 new names");
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Nothing to rename" });
  expect(button.disabled).toBe(true);
});

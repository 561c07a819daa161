import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Modal } from "./Modal";
import { dismiss, toastOnError, toast, TOAST_MS, toasts, toastUndo } from "./toast";
import { Toasts } from "./Toasts";

beforeEach(() => {
  vi.useFakeTimers();
  render(() => <Toasts />);
});

afterEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
  vi.useRealTimers();
});

test("shows a message and hides it after a while", () => {
  toast({ text: "Saved" });
  expect(screen.getByText("Saved")).toBeTruthy();

  vi.advanceTimersByTime(TOAST_MS);

  expect(screen.queryByText("Saved")).toBeNull();
});

test("stays while the pointer is over it", () => {
  toastUndo("Removed", () => undefined);
  const undo = screen.getByRole("button", { name: /Undo/ });

  fireEvent.focusIn(undo);
  vi.advanceTimersByTime(TOAST_MS * 2);
  expect(screen.queryByText("Removed")).toBeTruthy();
  fireEvent.focusOut(undo);
  vi.advanceTimersByTime(TOAST_MS);

  expect(screen.queryByText("Removed")).toBeNull();
});

test("Undo runs once", () => {
  const undo = vi.fn();
  toastUndo("Removed", undo);

  fireEvent.click(screen.getByRole("button", { name: /Undo/ }));
  vi.advanceTimersByTime(TOAST_MS);

  expect(undo).toHaveBeenCalledTimes(1);
  expect(screen.queryByText("Removed")).toBeNull();
});

test("an open dialog hides the page from screen readers, but not a toast", async () => {
  vi.useRealTimers();
  const onClose = vi.fn();
  render(() => (
    <>
      <button>On the page</button>
      <Modal open onClose={onClose} label="Sheet" place="" look="">
        Inside
      </Modal>
    </>
  ));
  const undo = vi.fn();
  toastUndo("Removed", undo);

  await waitFor(() => expect(screen.queryByRole("button", { name: "On the page" })).toBeNull());
  const button = screen.getByRole("button", { name: /Undo/ });
  fireEvent.pointerDown(button);
  fireEvent.click(button);

  expect(undo).toHaveBeenCalledOnce();
  expect(onClose).not.toHaveBeenCalled();
});

test("Z undoes the newest, but not while typing", () => {
  const older = vi.fn();
  const newer = vi.fn();
  toastUndo("First", older);
  toastUndo("Second", newer);
  const field = document.createElement("input");
  document.body.append(field);

  fireEvent.keyDown(field, { key: "z" });
  expect(newer).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "z" });

  expect(newer).toHaveBeenCalledTimes(1);
  expect(older).not.toHaveBeenCalled();
  field.remove();
});

test("a fourth toast removes the first", () => {
  for (const text of ["one", "two", "three", "four"]) toast({ text });

  expect(toasts.map((each) => each.text)).toEqual(["two", "three", "four"]);
});

test("a failed call is shown and returns nothing", async () => {
  const answer: unknown = await toastOnError(
    Promise.reject<string>(new Error("The disk is full.")),
  );

  expect(answer).toBeUndefined();
  expect(screen.getByText("The disk is full.")).toBeTruthy();
});

import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { Modal } from "./Modal";

function open(role?: "alertdialog") {
  const onClose = vi.fn();
  render(() => (
    <Modal open onClose={onClose} label="Search" place="" look="" role={role}>
      <button>Inside</button>
    </Modal>
  ));
  return onClose;
}

function press(from: Element, to = from) {
  fireEvent.pointerDown(from);
  fireEvent.pointerUp(to);
  fireEvent.click(to);
}

test("a press outside closes it in its first moment", () => {
  const onClose = open();

  press(document.documentElement);

  expect(onClose).toHaveBeenCalled();
});

test("a press inside, or one that began inside, leaves it open", () => {
  const onClose = open();

  press(screen.getByText("Inside"));
  press(screen.getByText("Inside"), document.documentElement);

  expect(onClose).not.toHaveBeenCalled();
});

test("an alert is not closed by a press outside", () => {
  const onClose = open("alertdialog");

  press(document.documentElement);

  expect(onClose).not.toHaveBeenCalled();
});

test("focus that an overlay before it gives back is taken again", async () => {
  const before = document.body.appendChild(document.createElement("button"));
  const onClose = open();
  const expectFocus = () =>
    waitFor(() => expect(screen.getByRole("dialog").contains(document.activeElement)).toBe(true));
  await expectFocus();

  before.focus();

  await expectFocus();
  await new Promise(requestAnimationFrame);
  expect(onClose).not.toHaveBeenCalled();
  before.remove();
});

test("of two dialogs the upper one is closed", () => {
  const lower = open();
  const upper = open();

  press(document.documentElement);

  expect(upper).toHaveBeenCalled();
  expect(lower).not.toHaveBeenCalled();
});

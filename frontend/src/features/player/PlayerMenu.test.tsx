import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { PlayerMenu } from "./PlayerMenu";
import { KEY_LIST } from "./playerShortcuts";
import { ShortcutsCard } from "./ShortcutsCard";

function pressOutside() {
  fireEvent.pointerDown(document.body);
  fireEvent.click(document.body);
}

test("a press outside closes a menu in its first moment", async () => {
  const onOpenChange = vi.fn();
  render(() => (
    <PlayerMenu
      label="Speed"
      trigger="1x"
      choices={[{ value: "1", label: "1x" }]}
      chosen="1"
      onChoose={() => undefined}
      onOpenChange={onOpenChange}
    />
  ));
  fireEvent.click(screen.getByRole("button", { name: "Speed: 1x" }));
  await screen.findByRole("menuitemradio");

  pressOutside();

  await waitFor(() => expect(onOpenChange).toHaveBeenLastCalledWith(false));
});

test("a press outside closes the shortcuts in their first moment", () => {
  const onClose = vi.fn();
  render(() => <ShortcutsCard keys={KEY_LIST} open onClose={onClose} />);

  pressOutside();

  expect(onClose).toHaveBeenCalled();
});

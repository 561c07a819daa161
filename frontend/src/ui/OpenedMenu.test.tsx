import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { ContextMenu } from "./OpenedMenu";

test("a press outside closes it in its first moment", async () => {
  const onClose = vi.fn();
  const groups = [{ items: [{ value: "play", label: "Play", onSelect: () => undefined }] }];
  render(() => <ContextMenu label="More" at={{ x: 0, y: 0 }} groups={groups} onClose={onClose} />);

  fireEvent.pointerDown(screen.getByText("Play"));
  fireEvent.click(document.body);
  expect(onClose).not.toHaveBeenCalled();

  fireEvent.pointerDown(document.body);
  fireEvent.click(document.body);
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import type { Subtitles } from "./createSubtitles";
import { SubtitlePanel } from "./SubtitlePanel";

const none: Partial<Subtitles> = {
  file: () => "l1",
  tracks: () => [],
  chosen: () => null,
  second: () => null,
  choose: () => undefined,
};

test("the panel opens with the list, also after another page of it was open", async () => {
  const open = () => fireEvent.click(screen.getByRole("button", { name: "Subtitles" }));
  render(() => <SubtitlePanel subtitles={none as Subtitles} onOpenChange={() => undefined} />);
  open();
  fireEvent.click(await screen.findByRole("radio", { name: "Second" }));
  await waitFor(() => expect(screen.queryByText("Find subtitles")).toBeNull());

  open();
  await waitFor(() => expect(screen.queryByText("Second")).toBeNull());
  open();

  expect(await screen.findByText("Find subtitles")).toBeTruthy();
});

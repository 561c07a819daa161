import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { AddSubtitleFile } from "./AddSubtitleFile";

test("a file is sent with the language that was chosen, and without one by its name", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(await request.json());
    return Response.json({ label: "French" }, { status: 201 });
  });
  const onChange = vi.fn(() => Promise.resolve());
  render(() => <AddSubtitleFile itemId="l1" onChange={onChange} />);
  const file = new File(["1"], "commentary.srt");

  await userEvent.upload(screen.getByLabelText("Subtitle file"), file);
  await waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));
  const language = screen.getByLabelText("Language of the subtitle file");
  fireEvent.change(language, { target: { value: "fr" } });
  await userEvent.upload(screen.getByLabelText("Subtitle file"), file);
  await waitFor(() => expect(onChange).toHaveBeenCalledTimes(2));

  const upload = { fileName: "commentary.srt", content: btoa("1") };
  expect(sent).toEqual([upload, { ...upload, language: "fr" }]);
});

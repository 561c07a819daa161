import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import { TitleCorrection } from "./TitleCorrection";

test("a running download that is no title of the catalogue is told so", async () => {
  const job = aJob({ id: "d1", status: "downloading", mediaId: 7, mediaTitle: "Spring" });
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "PATCH") sent.push(await request.json());
    return Response.json(job);
  });
  render(() => <TitleCorrection job={job} />);

  await userEvent.click(screen.getByRole("button", { name: "Not this?" }));
  await userEvent.click(screen.getByRole("button", { name: "None of the catalogue" }));

  await waitFor(() => expect(sent).toEqual([{ mediaId: null }]));
  expect(screen.queryByRole("button", { name: "None of the catalogue" })).toBeNull();
});

test("without a title one can be chosen", () => {
  render(() => <TitleCorrection job={aJob({ mediaId: null, mediaTitle: null })} />);

  expect(screen.getByRole("button", { name: "Choose its title" })).toBeTruthy();
});

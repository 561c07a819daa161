// @vitest-environment jsdom
import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { makeFolder } from "../../../tests/library";
import { ForgetMissing } from "./ForgetMissing";

vi.mock("../../api/signedInUser", async (original) => ({
  ...(await original<object>()),
  user: () => ({ role: "admin" }),
}));

afterEach(() => vi.unstubAllGlobals());

test("the missing files of every folder are forgotten after a question", async () => {
  const folders = [
    makeFolder({ path: "/media/films", missing: 2 }),
    makeFolder({ path: "/media/shows", missing: 0 }),
  ];
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "GET") return Promise.resolve(Response.json({ items: folders }));
    asked.push(`${request.method} ${pathname} ${searchParams.get("path") ?? ""}`);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <ForgetMissing count={2} onForgotten={() => undefined} />} />
    </MemoryRouter>
  ));

  await userEvent.click(await screen.findByRole("button", { name: "Forget 2 missing files" }));
  await screen.findByRole("alertdialog", { name: "Forget 2 missing files?" });
  expect(asked).toEqual([]);
  const [, answer] = screen.getAllByRole("button", {
    name: "Forget 2 missing files",
    hidden: true,
  });
  if (answer) await userEvent.click(answer);

  await waitFor(() =>
    expect(asked).toEqual(["DELETE /api/v1/library/folders/missing /media/films"]),
  );
});

import { MemoryRouter, query, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import SignInPage from "./SignInPage";

function open(answer: Promise<Response>) {
  query.clear();
  vi.stubGlobal("fetch", () => answer);
  render(() => (
    <MemoryRouter>
      <Route path="*" component={SignInPage} />
    </MemoryRouter>
  ));
}

test("no form is there to be typed into before the house has said which one it is", async () => {
  let say!: (answer: Response) => void;
  open(new Promise((resolve) => (say = resolve)));

  await screen.findByRole("status", { name: "Opening the door" });
  expect(screen.queryByLabelText("Email")).toBeNull();
  say(Response.json({ hasAccounts: false, registration: "first", canRegister: true }));

  expect(await screen.findByRole("button", { name: "Create and begin" })).toBeTruthy();
});

test("a house that cannot say whether anybody lives here still lets people in", async () => {
  open(Promise.resolve(Response.json({ code: "unavailable" }, { status: 503 })));

  expect(await screen.findByRole("button", { name: "Sign in" })).toBeTruthy();
});

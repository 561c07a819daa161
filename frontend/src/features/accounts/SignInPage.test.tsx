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

test("no form is shown before the server has said which one", async () => {
  let say!: (answer: Response) => void;
  open(new Promise((resolve) => (say = resolve)));

  await screen.findByRole("status", { name: "Loading" });
  expect(screen.queryByLabelText("Email")).toBeNull();
  say(Response.json({ hasAccounts: false, registration: "first", canRegister: true }));

  expect(await screen.findByRole("button", { name: "Create account" })).toBeTruthy();
});

test("a server that cannot say whether there are accounts still shows the sign-in form", async () => {
  open(Promise.resolve(Response.json({ code: "unavailable" }, { status: 503 })));

  expect(await screen.findByRole("button", { name: "Sign in" })).toBeTruthy();
});

import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ApiError } from "../../api/client";
import { SignInForm } from "./AccountForm";
import { failureOf } from "./formFailure";
import { greeting } from "./greeting";
import { safeNext } from "./safeRedirect";

test("greets by the hour", () => {
  expect(greeting(new Date(2026, 0, 1, 6))).toBe("Good morning");
  expect(greeting(new Date(2026, 0, 1, 14))).toBe("Good afternoon");
  expect(greeting(new Date(2026, 0, 1, 22))).toBe("Good evening");
  expect(greeting(new Date(2026, 0, 1, 3))).toBe("Good evening");
});

test("redirects only to pages of this site", () => {
  expect(safeNext("/app/movies/4?get")).toBe("/app/movies/4?get");
  for (const trap of ["https://evil.example/app/", "//evil.example/app/", "javascript:alert(1)"]) {
    expect(safeNext(trap)).toBe("/app");
  }
  expect(safeNext("/sign-in")).toBe("/app");
  expect(safeNext(undefined)).toBe("/app");
});

test("an error is shown at its field", () => {
  const words = (status: number, code: string, field: string | null) =>
    failureOf(new ApiError(status, code, "As the server says.", field)).field;

  expect(words(422, "invalid_input", "email")).toBe("email");
  expect(words(401, "wrong_credentials", null)).toBe("password");
  expect(words(409, "email_taken", null)).toBe("email");
  expect(words(429, "too_many_attempts", null)).toBeNull();
});

test("wrong credentials are shown at the password, which is selected", async () => {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(Response.json({ code: "wrong_credentials" }, { status: 401 })),
  );
  render(() => <SignInForm />);

  await userEvent.type(screen.getByLabelText("Email"), "ada@home.lan");
  await userEvent.type(screen.getByLabelText("Password"), "not this one");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));

  const password = await screen.findByLabelText("Password");
  expect(await screen.findByText(/Wrong email or password/)).toBeTruthy();
  expect(password.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(password);
});

test("fields are named for password managers", () => {
  render(() => <SignInForm />);

  expect(screen.getByLabelText("Email").getAttribute("autocomplete")).toBe("username");
  expect(screen.getByLabelText("Password").getAttribute("autocomplete")).toBe("current-password");
});

import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ApiError } from "../../api/client";
import { SignInForm } from "./AccountForm";
import { failureOf } from "./formFailure";
import { greeting } from "./greeting";
import { safeNext } from "./safeNext";

test("greets by the hour", () => {
  expect(greeting(new Date(2026, 0, 1, 6))).toBe("Good morning");
  expect(greeting(new Date(2026, 0, 1, 14))).toBe("Good afternoon");
  expect(greeting(new Date(2026, 0, 1, 22))).toBe("Good evening");
  expect(greeting(new Date(2026, 0, 1, 3))).toBe("Good evening");
});

test("goes on to pages of this house only", () => {
  expect(safeNext("/app/movies/4?get")).toBe("/app/movies/4?get");
  for (const trap of ["https://evil.example/app/", "//evil.example/app/", "javascript:alert(1)"]) {
    expect(safeNext(trap)).toBe("/app");
  }
  expect(safeNext("/sign-in")).toBe("/app");
  expect(safeNext(undefined)).toBe("/app");
});

test("a refusal is told at its field", () => {
  const words = (status: number, code: string, field: string | null) =>
    failureOf(new ApiError(status, code, "As the server says.", field)).field;

  expect(words(422, "invalid_input", "email")).toBe("email");
  expect(words(401, "wrong_credentials", null)).toBe("password");
  expect(words(409, "email_taken", null)).toBe("email");
  expect(words(429, "too_many_attempts", null)).toBeNull();
});

test("wrong credentials are told at the password, which is ready to be typed again", async () => {
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

test("password managers know the fields", () => {
  render(() => <SignInForm />);

  expect(screen.getByLabelText("Email").getAttribute("autocomplete")).toBe("username");
  expect(screen.getByLabelText("Password").getAttribute("autocomplete")).toBe("current-password");
});

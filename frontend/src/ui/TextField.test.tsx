import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { TextField } from "./TextField";

const noteOf = (field: HTMLElement) =>
  document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent;

test("what a form refuses stands beside its fields, the first of which gets the focus", async () => {
  const onSubmit = vi.fn((event: Event) => event.preventDefault());
  render(() => (
    <form onSubmit={onSubmit}>
      <TextField label="Name" value="Ada" required />
      <TextField label="Email" type="email" hint="You sign in with it." required />
      <TextField label="Password" type="password" required />
      <button type="submit">Save</button>
    </form>
  ));
  const [name, email, password] = ["Name", "Email", "Password"].map((label) =>
    screen.getByLabelText(label),
  ) as [HTMLElement, HTMLElement, HTMLElement];
  const prevented = new Promise((resolve) =>
    email.addEventListener("invalid", (event) => queueMicrotask(() => resolve(event))),
  );
  expect(noteOf(email)).toBe("You sign in with it.");

  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect(((await prevented) as Event).defaultPrevented).toBe(true); // no bubble of the browser
  expect(name.getAttribute("aria-invalid")).toBeNull();
  expect([email, password].map((field) => field.getAttribute("aria-invalid"))).toEqual([
    "true",
    "true",
  ]);
  expect([email, password].map(noteOf)).toEqual(["This is required.", "This is required."]);
  expect(document.activeElement).toBe(email);

  await userEvent.type(email, "ada@home.lan");
  expect(noteOf(email)).toBe("You sign in with it.");
  await userEvent.type(password, "battery");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(onSubmit).toHaveBeenCalledOnce();
});

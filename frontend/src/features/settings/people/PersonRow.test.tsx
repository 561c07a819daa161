import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { updateUser } from "../../../api/signedInUser";
import type { ManagedUser } from "../../../api/types";
import { changeUser } from "../../../api/userAdmin";
import { PersonRow } from "./PersonRow";

vi.mock("../../../api/signedInUser", () => ({
  user: () => ({ id: "lena" }),
  updateUser: vi.fn().mockResolvedValue(undefined),
}));
vi.mock("../../../api/userAdmin", () => ({ changeUser: vi.fn().mockResolvedValue({}) }));

const LENA: ManagedUser = {
  id: "lena",
  email: "lena@seen.example",
  displayName: "Lena",
  role: "admin",
  rights: ["download", "rescan", "match", "delete"],
  isDisabled: false,
  picture: null,
  createdAt: "2026-01-01T12:00:00Z",
  lastSeenAt: null,
  sessionCount: 1,
};

function show(person: ManagedUser) {
  render(() => (
    <PersonRow person={person} isOpen onOpen={vi.fn()} onChanged={() => Promise.resolve()} />
  ));
}

test("an administrator is asked before becoming a member", async () => {
  show(LENA);

  await userEvent.click(screen.getByRole("radio", { name: "Member" }));
  expect(changeUser).not.toHaveBeenCalled();
  const kept = screen.getByRole<HTMLInputElement>("radio", { name: "Administrator", hidden: true });
  expect(kept.checked).toBe(true);

  await userEvent.click(await screen.findByRole("button", { name: "Become a member" }));
  expect(changeUser).toHaveBeenCalledWith("lena", { role: "user" });
  expect(updateUser).toHaveBeenCalled();
});

test("making another person an administrator is asked first", async () => {
  vi.mocked(changeUser).mockClear();
  show({ ...LENA, id: "bob", displayName: "Bob", role: "user" });

  await userEvent.click(screen.getByRole("radio", { name: "Administrator" }));
  expect(changeUser).not.toHaveBeenCalled();
  const kept = screen.getByRole<HTMLInputElement>("radio", { name: "Member", hidden: true });
  expect(kept.checked).toBe(true);

  expect(await screen.findByRole("dialog", { name: "Make Bob an administrator?" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Make administrator" }));
  expect(changeUser).toHaveBeenCalledWith("bob", { role: "admin" });
});

test("a disabled account gets no link for a new password, which would not work", () => {
  show({ ...LENA, id: "bob", isDisabled: true });

  expect(screen.getByRole("button", { name: "Enable" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Reset password" })).toBeNull();
});

import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { ContextMenu } from "./OpenedMenu";

test("a press outside closes it in its first moment", async () => {
  const onClose = vi.fn();
  const groups = [{ items: [{ value: "play", label: "Play", onSelect: () => undefined }] }];
  render(() => <ContextMenu label="More" at={{ x: 0, y: 0 }} groups={groups} onClose={onClose} />);

  fireEvent.pointerDown(screen.getByText("Play"));
  fireEvent.click(document.body);
  expect(onClose).not.toHaveBeenCalled();

  fireEvent.pointerDown(document.body);
  fireEvent.click(document.body);
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test("it makes way for the palette", async () => {
  const onClose = vi.fn();
  const groups = [{ items: [{ value: "play", label: "Play", onSelect: () => undefined }] }];
  render(() => <ContextMenu label="More" at={{ x: 0, y: 0 }} groups={groups} onClose={onClose} />);

  fireEvent.keyDown(screen.getByText("Play"), { key: "Control", ctrlKey: true });
  expect(onClose).not.toHaveBeenCalled();

  fireEvent.keyDown(screen.getByText("Play"), { key: "k", ctrlKey: true });
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test("it closes when what lies under its point is scrolled away", () => {
  const onClose = vi.fn();
  const card = document.body.appendChild(document.createElement("div"));
  let top = 100;
  card.getBoundingClientRect = () => new DOMRect(0, top, 200, 300);
  vi.spyOn(document, "elementFromPoint").mockReturnValue(card);
  const groups = [{ items: [{ value: "play", label: "Play", onSelect: () => undefined }] }];
  render(() => <ContextMenu label="More" at={{ x: 9, y: 9 }} groups={groups} onClose={onClose} />);

  fireEvent.scroll(document); // something else on the page
  expect(onClose).not.toHaveBeenCalled();

  top = 40;
  fireEvent.scroll(document);
  expect(onClose).toHaveBeenCalledOnce();
});

test("items of a choice say which of them is chosen", async () => {
  const item = (value: string, chosen?: boolean) => ({
    value,
    label: value,
    chosen,
    onSelect: () => undefined,
  });
  const groups = [
    { items: [item("Drama", true), item("Western", false)] },
    { isMultiple: true, items: [item("Linux", true)] },
    { items: [item("Open")] },
  ];
  render(() => (
    <ContextMenu label="More" at={{ x: 0, y: 0 }} groups={groups} onClose={() => undefined} />
  ));

  const checked = (role: string, name: string) =>
    screen.getByRole(role, { name }).getAttribute("aria-checked");
  await screen.findByRole("menu");
  expect(checked("menuitemradio", "Drama")).toBe("true");
  expect(checked("menuitemradio", "Western")).toBe("false");
  expect(checked("menuitemcheckbox", "Linux")).toBe("true");
  expect(checked("menuitem", "Open")).toBeNull();
});

test("a choice is made by its keys", async () => {
  const onSelect = vi.fn();
  const groups = [{ items: [{ value: "drama", label: "Drama", chosen: false, onSelect }] }];
  render(() => (
    <ContextMenu label="Genre" at={{ x: 0, y: 0 }} groups={groups} onClose={() => undefined} />
  ));

  const menu = await screen.findByRole("menu");
  await waitFor(() => expect(document.activeElement).toBe(menu));
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(onSelect).toHaveBeenCalledOnce();
});

test("a line stays the same element while what it is made from is refreshed", async () => {
  const first = vi.fn();
  const second = vi.fn();
  const of = (onSelect: () => void) => [
    { items: [{ value: "remove", label: "Remove", onSelect }] },
  ];
  const [groups, setGroups] = createSignal(of(first));
  render(() => (
    <ContextMenu label="More" at={{ x: 0, y: 0 }} groups={groups()} onClose={() => undefined} />
  ));

  const line = await screen.findByRole("menuitem", { name: "Remove" });
  fireEvent.pointerDown(line);
  setGroups(of(second));
  expect(screen.getByRole("menuitem", { name: "Remove" })).toBe(line);
  fireEvent.click(line);
  await waitFor(() => expect(second).toHaveBeenCalledOnce());
  expect(first).not.toHaveBeenCalled();
});

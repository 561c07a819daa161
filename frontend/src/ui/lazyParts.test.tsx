import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { createSignal, lazy, Show, type Component } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import { lazyOverlay } from "./lazyOverlay";
import { lazyPart } from "./lazyPart";
import { MenuButton } from "./Menu";
import { dismiss, toasts } from "./toast";
import { Toasts } from "./Toasts";

type Script = { default: Component };

afterEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
});

/** A script that does not load at first. */
function failingOnce(text: string) {
  const script: Script = { default: () => <p>{text}</p> };
  return vi
    .fn<() => Promise<Script>>()
    .mockRejectedValueOnce(new TypeError("Failed to fetch dynamically imported module"))
    .mockResolvedValue(script);
}

test("a part that does not load says so in its place, and loads on the next try", async () => {
  const Part = lazyPart(failingOnce("Episodes"), { skeleton: () => <p>Loading</p> });
  render(() => <Part />);
  expect(screen.getByText("Loading")).toBeTruthy();

  fireEvent.click(await screen.findByRole("button", { name: "Try again" }));

  expect(await screen.findByText("Episodes")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("the page is complete without an optional part", async () => {
  const load = failingOnce("Handover");
  const Part = lazyPart(load, { isOptional: true });
  const { container } = render(() => <Part />);
  await waitFor(() => expect(load).toHaveBeenCalled());

  expect(container.textContent).toBe("");
  window.dispatchEvent(new Event("online"));

  expect(await screen.findByText("Handover")).toBeTruthy();
});

function showSheet(load: () => Promise<Script>) {
  const Sheet = lazyOverlay(load);
  const [isOpen, setOpen] = createSignal(false);
  render(() => (
    <>
      <button onClick={() => setOpen(true)}>Filters</button>
      <Show when={isOpen()}>
        <Sheet onClose={() => setOpen(false)} />
      </Show>
      <Toasts />
    </>
  ));
  fireEvent.click(screen.getByRole("button", { name: "Filters" }));
}

test("a sheet that does not load says so, and opens on the next try", async () => {
  showSheet(failingOnce("Inside"));

  fireEvent.click(await screen.findByRole("button", { name: /Try again/ }));

  expect(await screen.findByText("Inside")).toBeTruthy();
  expect(toasts.length).toBe(0);
});

test("a sheet whose toast has left is opened by its button again", async () => {
  showSheet(failingOnce("Inside"));
  await screen.findByText(/This did not load/);

  for (const each of [...toasts]) dismiss(each.id);
  await Promise.resolve();
  fireEvent.click(screen.getByRole("button", { name: "Filters" }));

  expect(await screen.findByText("Inside")).toBeTruthy();
});

test("a menu that does not load says so, and its button tries again with the focus", async () => {
  const Opened = lazy(failingOnce("Sign out"));
  render(() => (
    <>
      <MenuButton label="Profile" trigger="L" preload={() => Promise.resolve()}>
        <Opened />
      </MenuButton>
      <Toasts />
    </>
  ));
  const button = screen.getByRole("button", { name: "Profile" });
  button.focus();
  fireEvent.click(button);
  await screen.findByText(/This did not load/);
  expect(document.activeElement).toBe(button);

  fireEvent.click(button);

  expect(await screen.findByText("Sign out")).toBeTruthy();
  expect(toasts.length).toBe(0);
});

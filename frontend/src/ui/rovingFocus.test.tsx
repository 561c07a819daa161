import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { createSignal, For, type JSX } from "solid-js";
import { beforeEach, expect, test, vi } from "vitest";
import { focusItem, rememberFocus, rovingFocus } from "./rovingFocus";

const WIDTH = 100;

/** Stacked rails; jsdom has no layout, so each card returns a fixed rectangle. */
function Rails(props: { rails: readonly (readonly string[])[] }) {
  return <For each={props.rails}>{(names, row) => <OneRail names={names} row={row()} />}</For>;
}

function OneRail(props: { names: readonly string[]; row: number }): JSX.Element {
  let group!: HTMLDivElement;
  rovingFocus(() => group);
  return (
    <div ref={group} data-roving>
      <For each={props.names}>
        {(name, column) => (
          <a href="#" data-roving-item data-x={column() * WIDTH} data-y={props.row * 200}>
            {name}
          </a>
        )}
      </For>
    </div>
  );
}

beforeEach(() => {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const at = this instanceof HTMLElement ? this.dataset : {};
    return new DOMRect(Number(at.x ?? 0), Number(at.y ?? 0), WIDTH - 10, 150);
  });
});

const link = (name: string) => screen.getByRole("link", { name });

test("a rail is one stop for Tab", async () => {
  render(() => <Rails rails={[["a", "b"], ["c"]]} />);

  await userEvent.tab();
  expect(document.activeElement).toBe(link("a"));
  await userEvent.tab();
  expect(document.activeElement).toBe(link("c"));
});

test("left and right move inside a rail and stop at its ends", async () => {
  render(() => <Rails rails={[["a", "b", "c"]]} />);
  link("a").focus();

  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
  expect(document.activeElement).toBe(link("c"));
  await userEvent.keyboard("{Home}");
  expect(document.activeElement).toBe(link("a"));
});

test("up and down go from rail to rail, back to the card last visited", async () => {
  render(() => (
    <Rails
      rails={[
        ["a", "b"],
        ["c", "d"],
      ]}
    />
  ));
  link("b").focus();

  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(link("c"));
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(link("b"));
});

test("Tab comes back to the card last visited", async () => {
  render(() => <Rails rails={[["a", "b"], ["c"]]} />);
  focusItem(link("b"));
  await userEvent.tab();
  await userEvent.tab({ shift: true });

  expect(document.activeElement).toBe(link("b"));
});

test("arrows with a modifier key are not handled", async () => {
  render(() => <Rails rails={[["a", "b"]]} />);
  link("a").focus();

  await userEvent.keyboard("{Meta>}{ArrowRight}{/Meta}");

  expect(document.activeElement).toBe(link("a"));
});

test("focus moves from a removed card to the one in its place", async () => {
  const [names, setNames] = createSignal(["a", "b", "c"]);
  render(() => <OneRail names={names()} row={0} />);
  link("b").focus();

  setNames(["a", "c"]);

  await waitFor(() => expect(document.activeElement).toBe(link("c")));
});

test("what had the focus before a menu has it again, or the card in its place", async () => {
  const [names, setNames] = createSignal(["a", "b", "c"]);
  render(() => <OneRail names={names()} row={0} />);
  const focusAgain = rememberFocus(link("b"));

  focusAgain();
  expect(document.activeElement).toBe(link("b"));
  link("b").blur();
  setNames(["a", "c"]);
  await Promise.resolve();
  focusAgain();

  expect(document.activeElement).toBe(link("c"));
});

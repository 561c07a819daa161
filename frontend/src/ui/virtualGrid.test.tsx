import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { createSignal, For } from "solid-js";
import { beforeEach, expect, test, vi } from "vitest";
import type { GridShape } from "./gridRows";
import { createFocusTracker, createVirtualGrid } from "./virtualGrid";

/** Rows 100 px high without gaps; the window of jsdom is 768 px high. */
const TWO: GridShape = { columns: 2, width: 50, height: 100, columnGap: 0, rowGap: 0 };

let scrolled = 0;

beforeEach(() => {
  scrolled = 0;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(
    () => new DOMRect(0, -scrolled, 100, 0),
  );
});

function Numbers(props: { count: number }) {
  let grid!: HTMLUListElement;
  const focus = createFocusTracker((target) => Number(target.textContent));
  const view = createVirtualGrid({
    element: () => grid,
    count: () => props.count,
    shapeOf: () => TWO,
    overscanRows: 1,
    pinnedIndex: focus.focusedKey,
  });
  return (
    <ul
      ref={grid}
      style={{ height: `${view.height()}px` }}
      onFocusIn={focus.onFocusIn}
      onFocusOut={focus.onFocusOut}
    >
      <For each={view.rendered()}>
        {(index) => (
          <li>
            <button type="button">{index}</button>
          </li>
        )}
      </For>
    </ul>
  );
}

const shown = () => screen.getAllByRole("button").map((button) => Number(button.textContent));

async function scrollTo(top: number, first: number): Promise<void> {
  scrolled = top;
  fireEvent.scroll(window);
  await waitFor(() => expect(shown()).toContain(first));
}

test("only rows near the viewport are rendered, and the grid has its full height", async () => {
  render(() => <Numbers count={1001} />);
  expect(screen.getByRole("list").style.height).toBe("50100px");
  expect(shown()).toEqual(Array.from({ length: 18 }, (_, at) => at));

  await scrollTo(10_000, 200);

  expect(shown()).toEqual(Array.from({ length: 20 }, (_, at) => 198 + at));
});

test("the focused cell stays rendered in order at any scroll position, until focus leaves", async () => {
  render(() => <Numbers count={1001} />);
  const button = screen.getByRole("button", { name: "3" });
  button.focus();

  await scrollTo(10_000, 200);

  expect(shown().slice(0, 2)).toEqual([3, 198]);
  expect(document.activeElement).toBe(button);

  screen.getByRole("button", { name: "200" }).focus();

  expect(shown()[0]).toBe(198);
});

test("a list that shrinks or grows is rendered again", () => {
  const [count, setCount] = createSignal(4);
  render(() => <Numbers count={count()} />);
  expect(shown()).toEqual([0, 1, 2, 3]);

  setCount(3);
  expect(shown()).toEqual([0, 1, 2]);

  setCount(50);
  expect(shown()).toHaveLength(18);
});

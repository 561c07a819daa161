import { fireEvent, render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { For } from "solid-js";
import { expect, test, vi } from "vitest";
import { createSortable } from "./sortable";

const NAMES = ["Sintel", "Metropolis", "Charade"];
const ROW_PX = 80;

function Sorted(props: { onMove: (from: number, to: number) => void }) {
  let list!: HTMLOListElement;
  const sortable = createSortable({
    list: () => list,
    count: () => NAMES.length,
    nameOf: (index) => NAMES[index] ?? "",
    onMove: (from, to) => props.onMove(from, to),
  });
  return (
    <>
      <ol ref={list}>
        <For each={NAMES}>
          {(name, index) => (
            <li
              data-sort-index={index()}
              ref={(row) => {
                const at = index();
                row.getBoundingClientRect = () => new DOMRect(0, at * ROW_PX, 300, ROW_PX);
              }}
            >
              <button type="button" {...sortable.handle(index)}>
                {name}
              </button>
            </li>
          )}
        </For>
      </ol>
      <p role="status">{sortable.announcement()}</p>
    </>
  );
}

function showList() {
  const onMove = vi.fn();
  render(() => <Sorted onMove={onMove} />);
  return onMove;
}

test("keys pick an item up, move it and drop it, and each step is announced", async () => {
  const onMove = showList();
  screen.getByRole("button", { name: "Sintel" }).focus();

  await userEvent.keyboard(" ");
  expect(screen.getByRole("status").textContent).toContain("Sintel is picked up, position 1 of 3");
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  expect(screen.getByRole("status").textContent).toContain("Sintel, position 3 of 3");
  await userEvent.keyboard(" ");

  expect(onMove).toHaveBeenCalledExactlyOnceWith(0, 2);
  expect(screen.getByRole("status").textContent).toContain("Sintel is dropped, position 3 of 3");
});

test("Escape puts an item back", async () => {
  const onMove = showList();
  screen.getByRole("button", { name: "Charade" }).focus();

  await userEvent.keyboard(" {Home}{Escape}");

  expect(onMove).not.toHaveBeenCalled();
  expect(screen.getByRole("status").textContent).toContain("Charade is put back, position 3 of 3");
});

test("an item is dragged by its handle", () => {
  const onMove = showList();
  const handle = screen.getByRole("button", { name: "Charade" });

  fireEvent.pointerDown(handle, { button: 0, clientY: 200 });
  fireEvent.pointerMove(window, { clientY: 200 - 2 * ROW_PX });
  fireEvent.pointerUp(window);

  expect(onMove).toHaveBeenCalledExactlyOnceWith(2, 0);
});

test("in a grid an item goes to the nearest place, and arrow keys know the rows", async () => {
  const onMove = vi.fn();
  const names = ["A", "B", "C", "D", "E"];
  let grid!: HTMLOListElement;
  render(() => {
    const sortable = createSortable({
      list: () => grid,
      count: () => names.length,
      nameOf: (index) => names[index] ?? "",
      onMove,
    });
    return (
      <ol ref={grid}>
        <For each={names}>
          {(name, index) => (
            <li
              data-sort-index={index()}
              ref={(cell) => {
                const at = index();
                cell.getBoundingClientRect = () =>
                  new DOMRect((at % 2) * 100, Math.floor(at / 2) * 150, 100, 150);
              }}
            >
              <button type="button" {...sortable.handle(index)}>
                {name}
              </button>
            </li>
          )}
        </For>
      </ol>
    );
  });

  screen.getByRole("button", { name: "A" }).focus();
  await userEvent.keyboard(" {ArrowDown}{ArrowRight} ");
  expect(onMove).toHaveBeenLastCalledWith(0, 3);

  const init = { button: 0, bubbles: true };
  const press = (type: string, clientX: number, clientY: number) =>
    new MouseEvent(type, { ...init, clientX, clientY });
  fireEvent(screen.getByRole("button", { name: "E" }), press("pointerdown", 50, 350));
  fireEvent(window, press("pointermove", 140, 60));
  fireEvent(window, press("pointerup", 140, 60));
  expect(onMove).toHaveBeenLastCalledWith(4, 1);
});

test("a drag that the browser takes over moves nothing", () => {
  const onMove = showList();

  fireEvent.pointerDown(screen.getByRole("button", { name: "Charade" }), {
    button: 0,
    clientY: 200,
  });
  fireEvent.pointerMove(window, { clientY: 40 });
  fireEvent.pointerCancel(window);

  expect(onMove).not.toHaveBeenCalled();
});

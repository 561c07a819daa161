import { render, screen } from "@solidjs/testing-library";
import { Show } from "solid-js";
import { beforeEach, expect, test, vi } from "vitest";
import { renderWhenIdle } from "./renderWhenIdle";

function Part(props: { name: string }) {
  const isRendered = renderWhenIdle();
  return <Show when={isRendered()}>{props.name}</Show>;
}

const page = () => (
  <>
    <p>
      <Part name="rail one" />
    </p>
    <p>
      <Part name="rail two" />
    </p>
  </>
);

// The task that rendered the page before is over.
beforeEach(() => new Promise((resolve) => setTimeout(resolve)));

test("the first is rendered with its page, the next when the browser is idle", () => {
  const idle: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (run: () => void) => idle.push(run));
  render(page);
  expect(screen.getByText("rail one")).toBeDefined();
  expect(screen.queryByText("rail two")).toBeNull();

  for (const run of idle) run();

  expect(screen.getByText("rail two")).toBeDefined();
});

test("a browser without idle callbacks renders it in a task of its own", async () => {
  vi.stubGlobal("requestIdleCallback", undefined);
  render(page);
  expect(screen.queryByText("rail two")).toBeNull();

  expect(await screen.findByText("rail two")).toBeDefined();
});

import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { moveAmongStars } from "./MenuStars";
import { ContextMenu } from "./OpenedMenu";

const onSelect = () => undefined;
const line = (value: string) => ({ value, label: value, onSelect });
const stars = [1, 2, 3, 4, 5].map((count) => ({ ...line(`rate-${count}`), chosen: count === 3 }));
const groups = [
  { items: [line("play")] },
  { filledStars: 3, items: [...stars, line("rate-none")] },
  { items: [line("open")] },
];

test("left and right walk along the stars, up and down leave them", () => {
  const from = (value: string, key: string) => moveAmongStars(groups, value, key);
  expect(from("rate-1", "ArrowRight")).toBe("rate-2");
  expect(from("rate-1", "ArrowLeft")).toBe("rate-1");
  expect(from("rate-5", "ArrowRight")).toBe("rate-none");
  expect(from("rate-none", "ArrowRight")).toBe("rate-none");
  expect(from("rate-4", "ArrowDown")).toBe("open");
  expect(from("rate-4", "ArrowUp")).toBe("play");
  expect(from("rate-4", "Enter")).toBeUndefined();
  expect(from("play", "ArrowDown")).toBeUndefined();
});

test("a star of the row is chosen by a press", async () => {
  const onRate = vi.fn();
  const rated = [{ filledStars: 0, items: stars.map((star) => ({ ...star, onSelect: onRate })) }];
  render(() => <ContextMenu label="More" at={{ x: 0, y: 0 }} groups={rated} onClose={onSelect} />);

  const star = await screen.findByRole("menuitem", { name: "rate-4" });
  fireEvent.pointerDown(star);
  fireEvent.click(star);
  await waitFor(() => expect(onRate).toHaveBeenCalledOnce());
});

import { fireEvent, render, screen } from "@solidjs/testing-library";
import { beforeEach, expect, test, vi } from "vitest";
import { ClampedText } from "./ClampedText";

beforeEach(() => {
  // jsdom has no layout: report every text as overflowing, measured at once.
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(400);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private readonly measured: () => void) {}
      observe() {
        this.measured();
      }
      disconnect() {
        // Observes nothing.
      }
    },
  );
});

test("empty lines are hidden when clamped and shown in full", () => {
  const { container } = render(() => <ClampedText text={"One.\n\nTwo."} clamp="line-clamp-2" />);
  const shownText = () => container.querySelector("p")?.textContent;
  expect(shownText()).toBe("One.\nTwo.");

  fireEvent.click(screen.getByRole("button", { name: "More" }));

  expect(shownText()).toBe("One.\n\nTwo.");
});

import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { TonightCard } from "./TonightCard";

test.each([
  ["movie", "Seen it", "onSeen"],
  ["game", "Completed it", "onSeen"],
  ["movie", "Not for me", "onDismiss"],
] as const)("a %s is refused by “%s”", async (mediaType, name, called) => {
  const calls = { onSeen: vi.fn(), onDismiss: vi.fn() };
  const title = {
    media: makeMedia({ mediaType }),
    isHere: true,
    arrival: null,
    minutes: 92,
    reasons: [],
  };
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <TonightCard title={title} asker={undefined} onPlay={() => undefined} {...calls} />
        )}
      />
    </MemoryRouter>
  ));

  await userEvent.click(await screen.findByRole("button", { name }));

  for (const [one, call] of Object.entries(calls))
    expect(call).toHaveBeenCalledTimes(one === called ? 1 : 0);
});

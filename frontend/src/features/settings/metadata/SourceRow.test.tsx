import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { EnrichmentSource } from "../../../api/types";
import { SourceRow } from "./SourceRow";

const TMDB: EnrichmentSource = {
  provider: "tmdb",
  state: "idle",
  pausedAt: null,
  restingUntil: null,
  lastSuccessAt: null,
  lastError: null,
  isDailyLimitUsed: false,
  perHour: 0,
  coverage: [],
};

test("Pause keeps the focus while it is carried out, and a second press does nothing", async () => {
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((answer) => answers.push(answer)));
  const onChange = vi.fn();
  render(() => <SourceRow source={TMDB} onChange={onChange} />);
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Pause TMDB" });

  await userEvent.click(button);
  expect(button.disabled).toBe(false); // browsers take the focus from a disabled button
  await userEvent.keyboard("{Enter}");
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(button.getAttribute("aria-disabled")).toBe("true");

  answers[0]?.(new Response(null, { status: 204 }));
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce());
  expect(button.getAttribute("aria-disabled")).toBe("false");
  expect(document.activeElement).toBe(button);
  expect(answers).toHaveLength(1);
});

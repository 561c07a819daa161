import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { MatchReason } from "../../api/types";
import { CandidateCard } from "./CandidateCard";

const SAME: MatchReason = { text: "Same title", verdict: "for" };

function showCandidate(confidence: number, showsConfidence = true, reasons = [SAME]) {
  const onChoose = vi.fn();
  const candidate = {
    media: makeMedia({ title: "Metropolis", year: 1927 }),
    outside: null,
    confidence,
    why: "",
    reasons,
  };
  render(() => (
    <CandidateCard
      candidate={candidate}
      number={1}
      group="f1"
      chosen={false}
      showsConfidence={showsConfidence}
      onChoose={onChoose}
    />
  ));
  return onChoose;
}

test("shows the reasons and the confidence", () => {
  showCandidate(0.96);

  expect(screen.getByText("Same title").className).toContain("text-ok");
  expect(screen.getByRole("img", { name: "For it:" })).toBeTruthy();
  expect(screen.getByText("96")).toBeTruthy();
  expect(screen.getByText("sure")).toBeTruthy();
});

test("a reason against is crossed out, a weak one has no mark", () => {
  showCandidate(0.12, true, [
    { text: "No year in the name", verdict: "neutral" },
    { text: "2 min long, not 1 h 18 min", verdict: "against" },
  ]);

  expect(screen.getAllByRole("img", { name: /it:$/ })).toEqual([
    screen.getByRole("img", { name: "Against it:" }),
  ]);
  expect(screen.getByText("No year in the name").className).not.toContain("text-ok");
  expect(screen.getByText("unlikely")).toBeTruthy();
});

test("a title found by search shows no confidence", () => {
  showCandidate(0, false);

  expect(screen.queryByText("unlikely")).toBeNull();
});

test("it is one option of a radio group", async () => {
  const onChoose = showCandidate(0.96);

  await userEvent.click(screen.getByRole("radio"));

  expect(onChoose).toHaveBeenCalledOnce();
});

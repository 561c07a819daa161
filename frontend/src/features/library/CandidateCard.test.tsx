import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { CandidateCard } from "./CandidateCard";

function showCandidate(confidence: number, isFound = false) {
  const onChoose = vi.fn();
  const candidate = {
    media: makeMedia({ title: "Metropolis", year: 1927 }),
    confidence,
    why: "Title and year are the same",
  };
  render(() => (
    <CandidateCard
      candidate={candidate}
      number={1}
      group="f1"
      chosen={false}
      isFound={isFound}
      onChoose={onChoose}
    />
  ));
  return onChoose;
}

test("says why in words, and how sure it is", () => {
  showCandidate(0.96);

  expect(screen.getByText("Title and year are the same").className).toContain("text-ok");
  expect(screen.getByText("96")).toBeTruthy();
  expect(screen.getByText("sure")).toBeTruthy();
});

test("a reason against it is not green", () => {
  showCandidate(0.12);

  expect(screen.getByText("Title and year are the same").className).not.toContain("text-ok");
  expect(screen.getByText("unlikely")).toBeTruthy();
});

test("a title found by search shows no confidence", () => {
  showCandidate(0, true);

  expect(screen.queryByText("unlikely")).toBeNull();
});

test("it is chosen as one of several", async () => {
  const onChoose = showCandidate(0.96);

  await userEvent.click(screen.getByRole("radio"));

  expect(onChoose).toHaveBeenCalledOnce();
});

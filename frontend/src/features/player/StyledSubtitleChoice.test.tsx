import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { StyledSubtitleChoice } from "./StyledSubtitleChoice";
import { createStyledSubtitles } from "./styledSubtitles";
import { drawStyled } from "./styledRenderer";

vi.mock("./styledRenderer", () => ({ drawStyled: vi.fn() }));

test("styles that did not load are loaded again at the viewer's request", async () => {
  vi.mocked(drawStyled)
    .mockRejectedValueOnce(new TypeError("Failed to fetch dynamically imported module"))
    .mockResolvedValueOnce({ delay: vi.fn(), destroy: vi.fn() });
  render(() => {
    const styled = createStyledSubtitles({
      video: () => document.createElement("video"),
      url: () => "/subtitles/1.ass",
      offsetMs: () => 0,
    });
    styled.setLayer(document.createElement("div"));
    return <StyledSubtitleChoice styled={styled} />;
  });

  await userEvent.click(screen.getByText("Styled"));
  expect(await screen.findByText(/The styles did not load/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));

  expect(await screen.findByText("Fonts, colors and places as in the file.")).toBeDefined();
});

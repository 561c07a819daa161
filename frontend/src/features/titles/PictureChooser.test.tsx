import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aTitle } from "../../../tests/titles";
import type { PictureChoices } from "../../api/types";
import { PictureChooser } from "./PictureChooser";

const picture = (name: string) => ({ address: `https://tmdb.example/${name}`, previewUrl: null });

function showGallery(answer: PictureChoices, value = "") {
  const onChoose = vi.fn();
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(new URL(request.url).pathname);
    return Promise.resolve(Response.json(answer));
  });
  render(() => (
    <PictureChooser
      title={aTitle()}
      kind="poster"
      source="TMDB"
      value={value}
      disabled={false}
      onChoose={onChoose}
    />
  ));
  return { onChoose, asked };
}

test("the posters of the source are fetched when asked for, and one is chosen", async () => {
  const { onChoose, asked } = showGallery(
    { state: "ok", posters: [picture("a.jpg"), picture("b.jpg")], backdrops: [] },
    "https://tmdb.example/a.jpg",
  );
  expect(asked).toEqual([]);

  await userEvent.click(screen.getByRole("button", { name: "Choose a poster" }));

  const first = await screen.findByRole("button", { name: "Use poster 1", pressed: true });
  expect(first).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Use poster 2", pressed: false }));
  expect(onChoose).toHaveBeenCalledWith("https://tmdb.example/b.jpg");
  expect(asked).toEqual(["/api/v1/title-edits/1/pictures"]);
});

test.each([
  ["ok", "TMDB has no poster for it."],
  ["unknown", "TMDB does not know this title."],
  ["no_key", "TMDB has no key yet: enter one under Sources and keys."],
  ["unavailable", "TMDB does not answer now. Try again in a minute."],
] as const)("without pictures it says why: %s", async (state, text) => {
  showGallery({ state, posters: [], backdrops: [picture("wide.jpg")] });

  await userEvent.click(screen.getByRole("button", { name: "Choose a poster" }));

  expect((await screen.findByRole("status")).textContent).toBe(text);
});

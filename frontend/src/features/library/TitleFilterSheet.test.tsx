import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { LibraryFolder } from "../../api/types";
import TitleFilterSheet from "./TitleFilterSheet";

function show(paths: string[]) {
  const onChange = vi.fn();
  render(() => (
    <TitleFilterSheet
      open
      onClose={() => undefined}
      filters={{}}
      facets={undefined}
      folders={paths.map((path) => ({ path }) as LibraryFolder)}
      onChange={onChange}
      totalText=""
    />
  ));
  return onChange;
}

test("titles are filtered by the folder they are in", async () => {
  const onChange = show(["/media/films", "/media/attic"]);

  await userEvent.click(await screen.findByRole("button", { name: "/media/attic" }));
  expect(onChange).toHaveBeenCalledWith({ root: "/media/attic" });
});

test("the only folder is no choice", () => {
  show(["/media/films"]);

  expect(screen.queryByRole("button", { name: "/media/films" })).toBeNull();
});

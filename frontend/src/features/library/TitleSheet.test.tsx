import { MemoryRouter, Route } from "@solidjs/router";
import { cleanup, render, waitFor } from "@solidjs/testing-library";
import { afterEach, expect, test, vi } from "vitest";
import { toasts } from "../../ui/toast";
import TitleSheet from "./TitleSheet";

afterEach(cleanup);

test("a title whose files were all deleted is left for the library, with a sentence", async () => {
  const gone = { status: 404, code: "not_in_library", title: "Not in the library" };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(gone, { status: 404 })));
  const onClose = vi.fn();
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <TitleSheet id={7} onClose={onClose} />} />
    </MemoryRouter>
  ));

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(toasts.map((each) => each.text)).toContain(
    "This title has no files in the library any more.",
  );
});

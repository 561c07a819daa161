import { MemoryRouter, revalidate, Route } from "@solidjs/router";
import { cleanup, render, screen, waitFor } from "@solidjs/testing-library";
import { afterEach, expect, test, vi } from "vitest";
import { makeLibraryTitle } from "../../../tests/library";
import { makeMedia } from "../../../tests/media";
import { endSession, showUser } from "../../api/signedInUser";
import type { TitleFiles } from "../../api/types";
import { dismiss, toasts } from "../../ui/toast";
import { titleFilesQuery } from "./libraryQueries";
import TitleSheet from "./TitleSheet";

afterEach(() => {
  cleanup();
  for (const each of [...toasts]) dismiss(each.id);
  endSession();
});

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

const TITLE = makeLibraryTitle({ media: makeMedia({ title: "Charade" }) });

test.each([
  { absence: null, isPlayed: true },
  { absence: { reason: "missing" as const, away: "" }, isPlayed: false },
  { absence: { reason: "away" as const, away: "travel" }, isPlayed: false },
])("a title with the absence $absence: $isPlayed to play", async (given) => {
  const files: TitleFiles = { title: { ...TITLE, absence: given.absence }, items: [] };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(files)));
  await revalidate(titleFilesQuery.key);
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <TitleSheet id={8} onClose={() => undefined} />} />
    </MemoryRouter>
  ));

  await screen.findByRole("link", { name: "Details" });
  expect(screen.queryByRole("button", { name: "Play" }) !== null).toBe(given.isPlayed);
});

test.each([true, false])("the files of a title are rescanned by those who may: %s", async (may) => {
  showUser({ id: "u1", role: "user", rights: may ? ["rescan"] : [] } as never);
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "POST") return Response.json({ title: TITLE, items: [] });
    bodies.push(await request.json());
    return Response.json({ status: 422, code: "x", title: "No" }, { status: 422 });
  });
  await revalidate(titleFilesQuery.key);
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <TitleSheet id={9} onClose={() => undefined} />} />
    </MemoryRouter>
  ));
  await screen.findByText("Another title?");

  const button = screen.queryByRole("button", { name: "Rescan" });
  button?.focus();
  button?.click();

  if (may) await waitFor(() => expect(toasts).toHaveLength(1));
  if (may) expect(document.activeElement).toBe(button);
  expect(button !== null).toBe(may);
  expect(bodies).toEqual(may ? [{ mediaId: TITLE.media.id }] : []);
});

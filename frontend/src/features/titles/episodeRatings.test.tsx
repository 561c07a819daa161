// @vitest-environment jsdom
import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { aSeason, aTitle, anEpisode } from "../../../tests/titles";
import { dismiss, runToastAction, toasts } from "../../ui/toast";
import { createPartRatings } from "./episodeRatings";

const episode = anEpisode({ id: 12, episodeNumber: 3 });
const season = aSeason({ seasonNumber: 2, name: "" });

/** The requests that change something, and a server that keeps ratings. */
function server(accepts = true) {
  const sent: [path: string, body: unknown][] = [];
  let ofEpisode: number | null = null;
  let before: number | null = null;
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    if (request.method === "GET")
      return Response.json({
        rating: null,
        seasons: [{ seasonNumber: 2, rating: 7 }],
        episodes: ofEpisode === null ? [] : [{ episodeId: 12, rating: ofEpisode }],
      });
    const body = (await request.json().catch(() => null)) as { rating?: number | null } | null;
    sent.push([path, body]);
    if (!accepts) return Response.json({ code: "internal", detail: "No." }, { status: 500 });
    if (path.startsWith("/undo/")) {
      ofEpisode = before;
      return new Response(null, { status: 204 });
    }
    before = ofEpisode;
    ofEpisode = body?.rating ?? null;
    return Response.json({ undoId: "u1", media: [] });
  });
  return sent;
}

/** Another one in each test: answers are kept by id. */
let showId = 0;

function Parts() {
  const ratings = createPartRatings(() => aTitle({ id: showId, mediaType: "show" }));
  return (
    <>
      <p>
        Season {ratings.ofSeason(season) ?? "unrated"}, episode{" "}
        {ratings.ofEpisode(episode) ?? "unrated"}
      </p>
      <button onClick={() => ratings.rateEpisode(episode, 9)}>Rate episode</button>
      <button onClick={() => ratings.rateSeason(season, null)}>Clear season</button>
    </>
  );
}

function show() {
  showId += 1;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={Parts} />
    </MemoryRouter>
  ));
}

afterEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
  vi.unstubAllGlobals();
});

test("a season and an episode are rated, and Undo takes it back", async () => {
  const sent = server();
  show();
  await screen.findByText("Season 7, episode unrated");

  await userEvent.click(screen.getByRole("button", { name: "Rate episode" }));
  await screen.findByText("Season 7, episode 9");
  await userEvent.click(screen.getByRole("button", { name: "Clear season" }));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent).toEqual([
    ["/ratings", { mediaIds: [showId], episodeId: 12, rating: 9 }],
    ["/ratings", { mediaIds: [showId], seasonNumber: 2, rating: null }],
  ]);
});

test("undo brings the earlier rating back", async () => {
  const sent = server();
  show();
  await screen.findByText("Season 7, episode unrated");

  await userEvent.click(screen.getByRole("button", { name: "Rate episode" }));
  await vi.waitFor(() => expect(toasts).toHaveLength(1));
  expect(toasts[0]?.text).toBe("Your rating of episode 3 is 9 of 10");
  runToastAction(toasts[0]?.id ?? 0);

  await screen.findByText("Season 7, episode unrated");
  await vi.waitFor(() => expect(sent.at(-1)?.[0]).toBe("/undo/u1"));
});

test("only the last of several changes offers Undo", async () => {
  const sent = server();
  show();
  await screen.findByText("Season 7, episode unrated");

  await userEvent.click(screen.getByRole("button", { name: "Rate episode" }));
  await vi.waitFor(() => expect(toasts).toHaveLength(1));
  const first = toasts[0]?.id;
  await userEvent.click(screen.getByRole("button", { name: "Rate episode" }));

  await vi.waitFor(() => expect(sent).toHaveLength(2));
  await vi.waitFor(() => expect(toasts.map(({ id }) => id)).not.toContain(first));
  expect(toasts).toHaveLength(1);
});

test("a refused rating is taken back and said", async () => {
  server(false);
  show();
  await screen.findByText("Season 7, episode unrated");

  await userEvent.click(screen.getByRole("button", { name: "Rate episode" }));

  await vi.waitFor(() => expect(toasts).toHaveLength(1));
  await screen.findByText("Season 7, episode unrated");
});

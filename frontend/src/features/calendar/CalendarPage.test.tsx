import { createMemoryHistory, MemoryRouter, query, Route } from "@solidjs/router";
import { render, screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type {
  Calendar,
  CalendarEntry,
  CatchUp,
  PlannedWatching,
  UndatedRelease,
} from "../../api/types";
import { DEFAULT_PREFERENCES } from "../../shared/preferences";
import { toasts } from "../../ui/toast";
import CalendarPage from "./CalendarPage";
import { localDay } from "../../lib/localDay";
import { addDays, dayText } from "./calendarDates";

const TODAY = localDay(new Date());
let asked: URL[];
let released: Record<string, CalendarEntry[]>;
let undated: UndatedRelease[];
let laterOn: string | null;
let planned: Record<string, PlannedWatching[]>;
let catchUp: CatchUp;
let visits: number;
let hidesSpoilers: boolean;
let marked: unknown;

function anEntry(changes: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    media: makeMedia({ id: 3, title: "Spring", genres: ["Fantasy"] }),
    kind: "cinema",
    platforms: [],
    isMine: true,
    isWanted: false,
    isNew: false,
    airsAt: null,
    episode: null,
    base: null,
    seen: false,
    libraryItemId: null,
    ...changes,
  };
}

const GENRES = [{ slug: "western", name: "Western", count: 3 }];
const GOAL = {
  kind: "season",
  seasonNumber: 2,
  airsOn: addDays(TODAY, 12),
  airsAt: null,
  daysUntil: 12,
} as const;

const aCatchUp = (changes: Partial<CatchUp> = {}): CatchUp => ({
  media: makeMedia({ id: 9, title: "Severance", mediaType: "show" }),
  goal: GOAL,
  isPlanned: false,
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  episodesLeft: 9,
  minutesLeft: 456,
  minutesADay: 38,
  days: [{ date: TODAY, episodes: 2, minutes: 90, firstLabel: "S1 E1", lastLabel: "S1 E2" }],
  ...changes,
});

async function catchUps(url: URL, request: Request): Promise<Response> {
  if (request.method === "PUT") {
    const { weekdays } = (await request.json()) as { weekdays: number[] };
    catchUp = aCatchUp({ isPlanned: true, weekdays });
    return Response.json({ undoId: "a", catchUp });
  }
  if (url.pathname.endsWith("/9")) {
    const weekdays = url.searchParams.get("weekdays")?.split(",").map(Number);
    return Response.json({
      catchUp: weekdays ? { ...catchUp, weekdays, minutesADay: 92 } : catchUp,
    });
  }
  const { isPlanned } = catchUp;
  return Response.json({
    plans: isPlanned ? [catchUp] : [],
    suggestions: isPlanned ? [] : [catchUp],
  });
}

function calendar(from: string, count: number): Calendar {
  const days = Array.from({ length: count }, (_, index) => {
    const date = addDays(from, index);
    const entries = released[date] ?? [];
    return { date, total: entries.length, entries, planned: planned[date] ?? [] };
  });
  return { days, earlierOn: null, laterOn };
}

beforeEach(() => {
  query.clear();
  asked = [];
  laterOn = null;
  visits = 0;
  hidesSpoilers = false;
  released = { [TODAY]: [anEntry()] };
  planned = {};
  undated = [];
  catchUp = aCatchUp();
  vi.stubGlobal("fetch", (request: Request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/visits")) {
      visits += 1;
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    if (url.pathname.includes("/genres")) return Promise.resolve(Response.json({ items: GENRES }));
    if (url.pathname.includes("/catch-up")) return catchUps(url, request);
    if (url.pathname.endsWith("/preferences"))
      return Promise.resolve(Response.json({ ...DEFAULT_PREFERENCES, hidesSpoilers }));
    if (url.pathname.endsWith("/plays"))
      return request.json().then((body) => {
        marked = body;
        return Response.json({ undoId: "a", plays: [], media: [] });
      });
    asked.push(url);
    if (url.pathname.endsWith("/feed")) {
      const isPost = request.method === "POST";
      return Promise.resolve(
        Response.json(isPost ? { url: "https://seen.example/feeds/a.ics" } : { createdAt: null }),
      );
    }
    if (url.pathname.endsWith("/undated"))
      return Promise.resolve(Response.json({ items: undated }));
    const { from, days } = Object.fromEntries(url.searchParams);
    return Promise.resolve(Response.json(calendar(from ?? "", Number(days))));
  });
});

function show(at = "/") {
  const history = createMemoryHistory();
  history.set({ value: at });
  render(() => (
    <MemoryRouter history={history}>
      <Route path="*" component={CalendarPage} />
    </MemoryRouter>
  ));
}

test("the week begins today, and a release opens with its actions", async () => {
  show();

  const today = within(await screen.findByRole("region", { name: dayText(TODAY) }));
  await userEvent.click(today.getByRole("button", { name: /Spring/ }));

  const sheet = within(await screen.findByRole("dialog", { name: "Spring" }));
  expect(sheet.getByText("In cinemas")).toBeTruthy();
  expect(sheet.getByText(`${dayText(TODAY)}, today`)).toBeTruthy();
  expect(sheet.getByRole("link", { name: "Open its page" }).getAttribute("href")).toBe(
    "/app/movies/3",
  );

  await userEvent.keyboard("{Escape}");
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a release is marked seen in its sheet, which follows", async () => {
  show();
  await userEvent.click(await screen.findByRole("button", { name: /Spring/ }));
  const sheet = within(await screen.findByRole("dialog", { name: "Spring" }));

  released = { [TODAY]: [anEntry({ seen: true })] };
  await userEvent.click(sheet.getByRole("button", { name: "Mark seen" }));

  expect(await sheet.findByRole("button", { name: "Seen", pressed: true })).toBeTruthy();
  expect(marked).toEqual({ mediaId: 3 });
  expect(toasts.at(-1)?.text).toBe("Spring is seen");
});

test("who hides spoilers sees the number of an episode alone", async () => {
  hidesSpoilers = true;
  const episode = {
    id: 8,
    seasonNumber: 2,
    episodeNumber: 4,
    lastEpisodeNumber: 4,
    isFinale: false,
    title: "The Betrayal",
    overview: "He did it.",
    stillUrl: null,
    stillPlaceholder: null,
    rating: 8.4,
  };
  released = { [TODAY]: [anEntry({ kind: "episode", episode })] };
  show();

  await userEvent.click(await screen.findByRole("button", { name: /S2 E4/ }));

  const sheet = within(await screen.findByRole("dialog", { name: "Spring" }));
  expect(sheet.getByText("S2 E4")).toBeTruthy();
  expect(sheet.getByText("8.4")).toBeTruthy();
  expect(screen.queryByText(/Betrayal|He did it/)).toBeNull();
});

test("keys lead to the next week and back to today", async () => {
  released[addDays(TODAY, 7)] = [anEntry({ media: makeMedia({ title: "Later" }) })];
  show();
  await screen.findByRole("button", { name: /Spring/ });

  await userEvent.keyboard("[BracketRight]");
  expect(await screen.findByRole("button", { name: /Later/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Spring/ })).toBeNull();

  await userEvent.keyboard("t");
  expect(await screen.findByRole("button", { name: /Spring/ })).toBeTruthy();
});

test("empty days lead to the next release", async () => {
  released = {};
  laterOn = addDays(TODAY, 300);
  show();

  await userEvent.click(
    await screen.findByRole("button", { name: `Next: ${dayText(laterOn, TODAY)}` }),
  );

  await vi.waitFor(() => {
    const last = asked.at(-1)?.searchParams.get("from") ?? "";
    expect(last > TODAY && last <= addDays(TODAY, 300)).toBe(true);
  });
});

test("kind, watchlist and what is on disk are chosen together", async () => {
  show();
  await userEvent.click(await screen.findByRole("radio", { name: "Shows" }));
  await userEvent.click(screen.getByRole("button", { name: "Watchlist" }));
  await userEvent.click(screen.getByRole("button", { name: "On disk" }));

  await vi.waitFor(() => {
    expect(Object.fromEntries(asked.at(-1)?.searchParams ?? [])).toMatchObject({
      mediaType: "show",
      scope: "watchlist",
      onDisk: "true",
    });
  });
});

test("the agenda lists days with their times, marks what is new, and is one tab stop a day", async () => {
  released[TODAY] = [
    anEntry({ airsAt: `${TODAY}T20:15:00`, isNew: true, isWanted: true }),
    anEntry({ media: makeMedia({ id: 4, title: "Later" }) }),
  ];
  show();
  await userEvent.click(await screen.findByRole("radio", { name: "Agenda" }));

  const timed = await screen.findByRole("button", { name: /20:15.*Spring.*New since.*Wanted/ });
  const anytime = screen.getByRole("button", { name: /Anytime.*Later/ });
  expect(screen.queryByRole("region", { name: dayText(addDays(TODAY, 1)) })).toBeNull();
  expect([timed, anytime].map((row) => row.tabIndex)).toEqual([0, -1]);
});

test("the days and the cards of a week are a tab stop each", async () => {
  show();
  const cards = await screen.findAllByRole("button", { name: /Spring|Later/ });
  const days = within(screen.getByRole("navigation", { name: "Days" })).getAllByRole("button");

  await vi.waitFor(() => {
    expect(cards.filter((card) => card.tabIndex === 0)).toHaveLength(1);
  });
  const stops = days.filter((day) => day.tabIndex === 0);
  expect(stops.map((day) => day.getAttribute("aria-current"))).toEqual(["date"]);
  stops[0]?.focus();
  await userEvent.keyboard("{End}");
  expect(document.activeElement).toBe(days.at(-1));
});

test("a month is one tab stop, and arrow keys move from day to day", async () => {
  show("/?view=month");
  const day = async (date: string) =>
    (await screen.findByRole("region", { name: dayText(date) })).querySelector("button");
  const first = await day(`${TODAY.slice(0, 8)}01`);
  await vi.waitFor(() => {
    const stops = [...document.querySelectorAll<HTMLElement>("[data-roving-item]")];
    expect(stops.filter((stop) => stop.tabIndex === 0)).toHaveLength(1);
  });

  first?.focus();
  await userEvent.keyboard("{End}");
  expect(document.activeElement).not.toBe(first);
  expect((document.activeElement as HTMLElement).tabIndex).toBe(0);
  expect(first?.tabIndex).toBe(-1);
});

test("the visit is noted once", async () => {
  show();
  await screen.findByRole("button", { name: /Spring/ });
  await userEvent.keyboard("[BracketRight]");

  await vi.waitFor(() => expect(visits).toBe(1));
});

test("an address for calendar programs is shown once", async () => {
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Subscribe" }));
  await userEvent.click(await screen.findByRole("button", { name: "Make an address" }));

  const address: HTMLInputElement = await screen.findByLabelText("Calendar address");
  expect(address.value).toBe("https://seen.example/feeds/a.ics");
});

test("a show with a season ahead is planned on the days with time, and can be undone", async () => {
  show();
  const row = within(await screen.findByRole("region", { name: "Catch up" }));
  row.getByText("New season in 12 days, 9 episodes left: 38 min a day");
  await userEvent.click(row.getByRole("button", { name: "Catch up" }));

  const sheet = within(await screen.findByRole("dialog", { name: "Severance" }));
  await sheet.findByText("S1 E1 to S1 E2");
  await userEvent.click(sheet.getByRole("button", { name: "Mon", pressed: true }));
  await sheet.findByText("1 h 32 min on each of your days");
  await userEvent.click(sheet.getByRole("button", { name: "Put it in my calendar" }));

  await row.findByRole("button", { name: "Your plan" });
  expect(catchUp.weekdays).toEqual([1, 2, 3, 4, 5, 6]);
  expect(toasts.at(-1)?.action?.label).toBe("Undo");
});

test("what a plan asks for is among the releases of its day", async () => {
  const { media } = catchUp;
  planned[TODAY] = [
    {
      media,
      goal: GOAL,
      episodes: 2,
      minutes: 80,
      firstLabel: "S1 E1",
      lastLabel: "S1 E2",
      firstTitle: "",
      libraryItemId: null,
    },
  ];
  show();

  const card = await screen.findByRole("button", { name: /2 episodes of Severance/ });
  expect(card.textContent).toContain("S1 E1 to S1 E2 · 1 h 20 min");
  await userEvent.click(card);
  expect(await screen.findByRole("dialog", { name: "Severance" })).toBeTruthy();
});

test("a genre in the address is asked for, and what has no day has a row of its own", async () => {
  undated = [
    {
      media: makeMedia({ id: 5, title: "Silksong" }),
      precision: "quarter",
      latestOn: "2027-09-30",
    },
    { media: makeMedia({ id: 6, title: "Some day" }), precision: "tba", latestOn: null },
  ];
  show("/?genre=western");
  const row = within(await screen.findByRole("region", { name: "Without a day" }));
  row.getByRole("link", { name: /Silksong.*Q3 2027/ });
  row.getByRole("link", { name: /Some day.*To be announced/ });

  await screen.findByRole("button", { name: "Any genre: Western" });
  expect(asked.map((url) => [url.pathname, url.searchParams.get("genre")])).toEqual(
    expect.arrayContaining([
      ["/api/v1/calendar", "western"],
      ["/api/v1/calendar/undated", "western"],
    ]),
  );
});

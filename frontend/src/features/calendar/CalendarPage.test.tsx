import { MemoryRouter, query, Route } from "@solidjs/router";
import { render, screen, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { Calendar, CalendarEntry } from "../../api/types";
import CalendarPage from "./CalendarPage";
import { addDays, dayText, localDay } from "./dates";

const TODAY = localDay(new Date());
let asked: URL[];
let released: Record<string, CalendarEntry[]>;
let laterOn: string | null;
let visits: number;

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
    seen: false,
    libraryItemId: null,
    ...changes,
  };
}

function calendar(from: string, count: number): Calendar {
  const days = Array.from({ length: count }, (_, index) => {
    const date = addDays(from, index);
    const entries = released[date] ?? [];
    return { date, total: entries.length, entries };
  });
  return { days, earlierOn: null, laterOn };
}

beforeEach(() => {
  query.clear();
  asked = [];
  laterOn = null;
  visits = 0;
  released = { [TODAY]: [anEntry()] };
  vi.stubGlobal("fetch", (request: Request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/visits")) {
      visits += 1;
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    asked.push(url);
    if (url.pathname.endsWith("/feed")) {
      const isPost = request.method === "POST";
      return Promise.resolve(
        Response.json(isPost ? { url: "https://seen.example/feeds/a.ics" } : { createdAt: null }),
      );
    }
    const { from, days } = Object.fromEntries(url.searchParams);
    return Promise.resolve(Response.json(calendar(from ?? "", Number(days))));
  });
});

function show() {
  render(() => (
    <MemoryRouter>
      <Route path="*" component={CalendarPage} />
    </MemoryRouter>
  ));
}

test("the week begins today, and a release opens with its actions", async () => {
  show();

  const today = within(await screen.findByRole("region", { name: dayText(TODAY) }));
  await userEvent.click(today.getByRole("button", { name: /Spring/ }));

  const sheet = within(await screen.findByRole("dialog", { name: "Spring" }));
  expect(sheet.getByText("Today · In cinemas")).toBeTruthy();
  expect(sheet.getByRole("link", { name: "Open its page" }).getAttribute("href")).toBe(
    "/app/movies/3",
  );

  await userEvent.keyboard("{Escape}");
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
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

  await userEvent.click(await screen.findByRole("button", { name: `Next: ${dayText(laterOn)}` }));

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

import { MemoryRouter, revalidate, Route } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { makeGuess } from "../../../tests/library";
import { makeMedia } from "../../../tests/media";
import { aFile, FOUND_OUTSIDE } from "../../../tests/titles";
import type {
  Candidate,
  FolderMatchPreview,
  ProviderTitle,
  RecentMatch,
  UnmatchedItem,
} from "../../api/types";
import { recentMatchesQuery, unmatchedQuery } from "./libraryQueries";
import ReviewPage from "./ReviewPage";

function unmatched(id: string, title: string): UnmatchedItem {
  const media = makeMedia({ id: Number(id), title });
  return {
    ...aFile({ id, fileName: `${title}.mkv`, matchState: "unmatched" }),
    folder: title,
    guess: makeGuess({ title: "x" }),
    candidates: [
      {
        media,
        outside: null,
        confidence: 0.6,
        why: "",
        reasons: [{ text: "Same title", verdict: "for" }],
      },
    ],
  };
}

/** Episodes of one show, in one folder. */
const episodes = (count: number): UnmatchedItem[] =>
  Array.from({ length: count }, (_, at) => ({
    ...unmatched(String(at + 1), `Episode ${at + 1}`),
    folder: "Season 1",
  }));

const UNDO_ID = "00000000-0000-4000-8000-000000000001";
const FOLDER: FolderMatchPreview = {
  folder: "Season 1",
  above: "Pioneer",
  media: makeMedia({ title: "Metropolis" }),
  files: [
    {
      libraryItemId: "1",
      fileName: "e1.mkv",
      outcome: "matched",
      episodeLabel: "S1 E1",
      now: null,
    },
    { libraryItemId: "2", fileName: "x.mkv", outcome: "unmatched", episodeLabel: null, now: null },
  ],
  matched: 1,
  unmatched: 1,
  namedEpisodes: 0,
  isCut: false,
};

const FACETS = {
  kinds: [{ value: "movie", titles: 8 }],
  unmatchedFiles: 2,
  missing: 0,
  duplicates: 0,
  genres: [],
};
const PAGE = 50;
/** The files of the server, and the requests that changed them. */
let files: UnmatchedItem[];
let folder: FolderMatchPreview;
let recent: RecentMatch[];
let undoStatus: number;
let changes: string[];

beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  files = [unmatched("1", "Metropolis"), unmatched("2", "Nosferatu")];
  recent = [];
  folder = FOLDER;
  undoStatus = 204;
  changes = [];
  const all = [...files];
  vi.stubGlobal("fetch", (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/library/matches")) {
      if (request.method === "GET") return Promise.resolve(Response.json({ items: recent }));
      changes.push("POST matches");
      return Promise.resolve(Response.json({ undoId: UNDO_ID, matched: 1, unmatched: 1 }));
    }
    if (path.endsWith("/titles/facets")) return Promise.resolve(Response.json(FACETS));
    if (path.includes("/undo/")) {
      changes.push("POST undo");
      recent = [];
      const expired = { code: "undo_expired", detail: "It is too late to undo this." };
      return Promise.resolve(
        undoStatus === 204
          ? new Response(null, { status: undoStatus })
          : Response.json(expired, { status: undoStatus }),
      );
    }
    if (path.endsWith("/search/outside")) {
      changes.push("POST outside");
      return Promise.resolve(Response.json(makeMedia({ id: 9, title: "Pioneer One" })));
    }
    const [, id, command] = /library\/(\d)\/(\w+)/.exec(path) ?? [];
    if (id === undefined) {
      const from = Number(new URL(request.url).searchParams.get("cursor") ?? 0);
      const to = from + PAGE;
      const nextCursor = to < files.length ? String(to) : null;
      const items = files.slice(from, to);
      const list = { items, page: 1, pageSize: PAGE, total: files.length, nextCursor };
      return Promise.resolve(Response.json(list));
    }
    if (command === "folder") return Promise.resolve(Response.json(folder));
    changes.push(`${request.method} ${command} ${id}`);
    files = all.filter((file) =>
      file.id === id ? request.method === "DELETE" : files.includes(file),
    );
    return Promise.resolve(Response.json(aFile({ id, media: makeMedia({ title: "Metropolis" }) })));
  });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={ReviewPage} />
    </MemoryRouter>
  ));
});

test("the chips say how many titles and files are behind them", async () => {
  expect(await screen.findByRole("link", { name: "Movies 8" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Unmatched 2" })).toBeTruthy();
});

test("ignored files are listed on the page of files", async () => {
  await screen.findByText("2 unmatched files");

  const link = screen.getByRole("link", { name: "Ignored" });
  expect(link.getAttribute("href")).toBe("/app/library/files?state=ignored");
  expect(screen.queryByRole("link", { name: "Games" })).toBeNull();
});

test("undo reverts a decision, in the data and in the header", async () => {
  await screen.findByText("2 unmatched files");
  await userEvent.keyboard("{Enter}");
  await screen.findByText("1 unmatched file");
  expect(screen.getByText("1 done")).toBeTruthy();
  expect(screen.getByText("Matched").textContent).toBe("Matched Metropolis");

  await userEvent.keyboard("z");

  await screen.findByText("2 unmatched files");
  expect(changes).toEqual(["POST match 1", "DELETE match 1"]);
  expect(screen.queryByText(/done/)).toBeNull();
  expect(screen.queryByText("Matched")).toBeNull();
  expect(screen.getByRole("button", { name: /^Metropolis/ }).getAttribute("aria-current")).toBe(
    "true",
  );
});

test("a folder is matched by keyboard, after a preview of what becomes what", async () => {
  await screen.findByText("2 unmatched files");
  await userEvent.keyboard("f");

  await screen.findByText("S1 E1");
  expect(screen.getByText("No episode")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Take all of Pioneer" })).toBeTruthy();
  const button = screen.getByRole("button", { name: "Match 1 file" });
  await waitFor(() => expect(document.activeElement).toBe(button));
  await userEvent.keyboard("{Enter}");

  await waitFor(() => expect(screen.queryByText("S1 E1")).toBeNull());
  expect(changes).toEqual(["POST matches"]);
  // The next file that is not among those of the folder, and one decision to undo.
  await waitFor(() =>
    expect(screen.getByRole("button", { name: /^Nosferatu/ }).getAttribute("aria-current")).toBe(
      "true",
    ),
  );
  expect(screen.getByText("1 done")).toBeTruthy();
  await userEvent.keyboard("z");
  await waitFor(() => expect(changes).toEqual(["POST matches", "POST undo"]));
  expect(screen.queryByText(/done/)).toBeNull();
});

test("the last decision can still be undone", async () => {
  await screen.findByText("2 unmatched files");
  await userEvent.keyboard("h");
  await screen.findByText("1 unmatched file");
  await userEvent.keyboard("x");
  await screen.findByText(/Every file is matched/);

  await userEvent.click(screen.getByRole("button", { name: /Undo/ }));

  await screen.findByText("1 unmatched file");
  expect(changes).toEqual(["POST ignore 1", "POST ignore 2", "DELETE match 2"]);
  expect(screen.getByText("1 done")).toBeTruthy();
});

test("a decision before the last one can be undone by itself", async () => {
  await revalidate(unmatchedQuery.key);
  await screen.findByText("2 unmatched files");
  await userEvent.keyboard("h");
  await screen.findByText("1 unmatched file");
  await userEvent.keyboard("x");
  await screen.findByText(/Every file is matched/);

  await userEvent.click(screen.getByRole("button", { name: "1 earlier decision" }));
  await userEvent.click(screen.getAllByRole("button", { name: /^Undo/ })[1] ?? document.body);

  await screen.findByText("1 unmatched file");
  expect(changes).toEqual(["POST ignore 1", "POST ignore 2", "DELETE match 1"]);
});

test("a folder that was matched before the page was opened can be undone", async () => {
  recent = [
    {
      undoId: UNDO_ID,
      matchedAt: new Date().toISOString(),
      media: makeMedia({ title: "Pioneer One" }),
      files: 40,
      firstFile: "1",
    },
  ];
  await revalidate(recentMatchesQuery.key);
  await screen.findByText(/^Matched 40 files today with/);
  await userEvent.keyboard("z"); // undoes what was decided now, and nothing was
  expect(changes).toEqual([]);

  await userEvent.click(screen.getByRole("button", { name: "Undo" }));

  await waitFor(() => expect(screen.queryByText(/40 files/)).toBeNull());
  expect(changes).toEqual(["POST undo"]);
});

test("of several folders that were matched earlier each can be undone", async () => {
  recent = [40, 12, 7].map((files, at) => ({
    undoId: `00000000-0000-4000-8000-00000000000${at}`,
    matchedAt: new Date().toISOString(),
    media: makeMedia({ title: `Show ${at}` }),
    files,
    firstFile: "1",
  }));
  await revalidate(recentMatchesQuery.key);
  await screen.findByText(/40 files/);
  expect(screen.queryByText(/7 files/)).toBeNull();

  await userEvent.click(screen.getByRole("button", { name: "2 earlier decisions" }));

  expect(screen.getByText(/7 files/)).toBeTruthy();
  expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(3);
});

test("a film for a folder of episodes is warned of", async () => {
  folder = { ...FOLDER, namedEpisodes: 2 };
  await screen.findByText("2 unmatched files");
  await userEvent.keyboard("f");

  expect((await screen.findByRole("alert")).textContent).toContain(
    "2 files are named like episodes",
  );
});

test("what the server does not undo any more is no longer offered", async () => {
  undoStatus = 409;
  await screen.findByText("2 unmatched files");
  await userEvent.keyboard("f");
  await userEvent.click(await screen.findByRole("button", { name: "Match 1 file" }));
  await screen.findByText("1 done");

  await userEvent.keyboard("z");

  await waitFor(() => expect(screen.queryByText(/done/)).toBeNull());
  expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
  expect(changes).toEqual(["POST matches", "POST undo"]);
});

test("a folder becomes a title from outside with one key", async () => {
  const outside: ProviderTitle = { ...FOUND_OUTSIDE, mediaType: "show", title: "Pioneer One" };
  const first = unmatched("1", "Metropolis");
  const candidate: Candidate = { media: null, outside, confidence: 1, why: "", reasons: [] };
  files = [{ ...first, candidates: [candidate] }, unmatched("2", "Nosferatu")];
  await revalidate(unmatchedQuery.key);
  await screen.findByText("Pioneer One");

  await userEvent.keyboard("f");

  expect(await screen.findByRole("button", { name: "Match 1 file" })).toBeTruthy();
  expect(changes).toEqual(["POST outside"]);
});

test("a file that cannot be read says why it was not matched by itself", async () => {
  files = [{ ...unmatched("1", "Metropolis"), probeError: "It is damaged." }];
  await revalidate(unmatchedQuery.key);

  expect(await screen.findByText(/Not matched by itself: It is damaged/)).toBeTruthy();
});

test("the files of one show's folder are one line, which opens and closes", async () => {
  files = [...episodes(4), unmatched("9", "Nosferatu")];
  await revalidate(unmatchedQuery.key);
  const line = await screen.findByRole("button", { name: /^Season 1/ });
  expect(line.textContent).toContain("1 of 4 files");
  expect(line.getAttribute("aria-current")).toBe("true");
  expect(screen.queryByRole("button", { name: /^Episode/ })).toBeNull();

  await userEvent.click(line);

  expect(line.getAttribute("aria-expanded")).toBe("true");
  expect(screen.getAllByRole("button", { name: /^Episode/ })).toHaveLength(4);
  await userEvent.click(line);
  expect(screen.queryByRole("button", { name: /^Episode/ })).toBeNull();
});

test("two files of a folder are listed one by one", async () => {
  files = [...episodes(2), unmatched("9", "Nosferatu")];
  await revalidate(unmatchedQuery.key);

  expect(await screen.findAllByRole("button", { name: /^Episode/ })).toHaveLength(2);
  expect(screen.queryByRole("button", { name: /^Season 1/ })).toBeNull();
});

test("the keys go through the files of a folder that is closed", async () => {
  files = [...episodes(3), unmatched("9", "Nosferatu")];
  await revalidate(unmatchedQuery.key);
  const line = await screen.findByRole("button", { name: /^Season 1/ });

  await userEvent.keyboard("{ArrowDown}");
  expect(line.textContent).toContain("2 of 3 files");
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");

  expect(line.getAttribute("aria-current")).toBeNull();
  expect(screen.getByRole("button", { name: /^Nosferatu/ }).getAttribute("aria-current")).toBe(
    "true",
  );
});

test("the folder of a line is matched with one key", async () => {
  files = [unmatched("9", "Nosferatu"), ...episodes(3)];
  await revalidate(unmatchedQuery.key);

  await userEvent.click(await screen.findByRole("button", { name: /^Season 1/ }));
  await waitFor(() =>
    expect(screen.getByRole("button", { name: /^Episode 1/ }).getAttribute("aria-current")).toBe(
      "true",
    ),
  );
  await userEvent.keyboard("f");

  expect(await screen.findByRole("button", { name: "Match 1 file" })).toBeTruthy();
});

// Last: the router keeps their long queue for a while.
test("the queue goes on past its first page", async () => {
  files = Array.from({ length: PAGE + 2 }, (_, at) => unmatched(String(at), `Film ${at}`));
  await revalidate(unmatchedQuery.key);
  await screen.findByText("52 unmatched files");
  expect(screen.queryByRole("button", { name: /^Film 51/ })).toBeNull();

  await userEvent.click(screen.getByRole("button", { name: "2 more" }));

  expect(await screen.findByRole("button", { name: /^Film 51/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /more$/ })).toBeNull();
});

test("the next page is loaded before its files are reached", async () => {
  files = Array.from({ length: PAGE + 2 }, (_, at) => unmatched(String(at), `Film ${at}`));
  await revalidate(unmatchedQuery.key);
  await screen.findByText("52 unmatched files");

  await userEvent.keyboard("{ArrowDown>45/}");

  expect(await screen.findByRole("button", { name: /^Film 51/ })).toBeTruthy();
});

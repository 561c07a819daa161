/** Sections and selection of the command palette. */
import { createMemo, createSignal, type Accessor } from "solid-js";
import type { MediaCard, ProviderTitle, PersonCard } from "../../api/types";
import { fit, matching, type Entry } from "./paletteEntries";

export type Scope = "all" | "titles" | "people" | "places";
const SCOPES: readonly Scope[] = ["all", "titles", "people", "places"];

export type Line = { id: string } & (
  | { kind: "title"; media: MediaCard }
  | { kind: "person"; person: PersonCard }
  | { kind: "outside"; outside: ProviderTitle }
  | { kind: "entry"; entry: Entry }
);

export interface Group {
  /** Stays while the title of the group changes. */
  id: "named" | "titles" | "people" | "places" | "extras" | "outside";
  title: string;
  lines: Line[];
}

interface Sources {
  /** The input text. */
  typed: Accessor<string>;
  titles: Accessor<readonly MediaCard[]>;
  people: Accessor<readonly PersonCard[]>;
  /** The heading above the titles, or the message for no results. */
  titlesHeading: Accessor<string>;
  /** Whether the titles are those of a corrected spelling. */
  isCorrected: Accessor<boolean>;
  /** Pages and actions. */
  places: Accessor<readonly Entry[]>;
  /** Always shown, below the results: all results, add a link. */
  extras: Accessor<readonly Entry[]>;
  /** Titles the catalogue does not have, below everything else: found ones, or the way to them. */
  outside: Accessor<readonly ProviderTitle[] | Entry | null>;
}

/** A leading ">" limits the search to pages and actions, "@" to people. */
export const isPagesOnly = (typed: string) => typed.startsWith(">");
const isPeopleOnly = (typed: string) => typed.startsWith("@");
export const queryIn = (typed: string) => typed.replace(/^[>@]\s*/, "").trim();

const MAX_PLACES = 6;

/** Letters from which the beginning of a page's name outranks titles: fewer begin many names. */
const MIN_BEGINNING = 3;

/** The pages that are called so, then those whose names begin so, unless a title is called so. */
function pagesNamed(pages: readonly Entry[], query: string, titles: readonly MediaCard[]): Entry[] {
  const typed = query.toLowerCase();
  const isCalledSo = (name: string) => name.toLowerCase() === typed;
  const canBegin = typed.length >= MIN_BEGINNING && !titles.some(({ title }) => isCalledSo(title));
  const begins = (name: string) => canBegin && name.toLowerCase().startsWith(typed);
  return pages
    .filter(({ label, note }) => note !== "Action" && (isCalledSo(label) || begins(label)))
    .toSorted((a, b) => Number(isCalledSo(b.label)) - Number(isCalledSo(a.label)));
}

const entryLine = (entry: Entry): Line => ({ id: entry.id, kind: "entry", entry });

/** The heading of what only the providers know. */
export const OUTSIDE = "Not in the catalogue yet";

export const outsideId = (title: ProviderTitle) =>
  `outside-${title.mediaType}-${title.source}-${title.externalId}`;

function outsideLines(outside: readonly ProviderTitle[] | Entry | null): Line[] {
  if (outside === null) return [];
  if ("run" in outside) return [entryLine(outside)];
  return outside.map((title): Line => ({ id: outsideId(title), kind: "outside", outside: title }));
}

export function createPalette(sources: Sources) {
  const [scope, setScope] = createSignal<Scope>("all");
  const [chosenId, setChosenId] = createSignal<string | null>(null);

  const shows = (part: Scope) => {
    if (isPagesOnly(sources.typed())) return part === "places";
    if (isPeopleOnly(sources.typed())) return part === "people";
    return scope() === "all" || scope() === part;
  };

  const groups = createMemo<Group[]>(() => {
    const query = queryIn(sources.typed());
    const titles = sources
      .titles()
      .map((media): Line => ({ id: `title-${media.id}`, kind: "title", media }));
    const people = sources
      .people()
      .map((person): Line => ({ id: `person-${person.id}`, kind: "person", person }));
    const places = matching(sources.places(), query);
    // A page with that name ranks above titles that have other words, or another spelling.
    const isOtherTitle = ({ title }: MediaCard) => fit(title, query) === 0;
    const haveOtherWords = sources.titles().length > 0 && sources.titles().every(isOtherTitle);
    const isPlaceMeant = query !== "" && (sources.isCorrected() || haveOtherWords);
    const named = isPlaceMeant ? [] : pagesNamed(places, query, sources.titles());
    const others = places.filter((entry) => !named.includes(entry));
    const all: Group[] = [
      {
        id: "named",
        title: "Pages",
        lines: shows("places") ? named.map(entryLine) : [],
      },
      {
        id: "titles",
        title: sources.titlesHeading(),
        lines: shows("titles") ? titles : [],
      },
      {
        id: "people",
        // Where only people match the other spelling, it is said above them.
        title: sources.isCorrected() && titles.length === 0 ? sources.titlesHeading() : "People",
        lines: shows("people") ? people : [],
      },
      {
        id: "places",
        title: "Pages and actions",
        lines: shows("places")
          ? others.slice(0, query === "" ? undefined : MAX_PLACES).map(entryLine)
          : [],
      },
    ];
    if (isPlaceMeant) all.unshift(...all.splice(-1));
    const found = all.filter((group) => group.lines.length > 0);
    const extras = shows("titles") ? sources.extras().map(entryLine) : [];
    // The message for no results is never shown above results.
    const title = found.length > 0 ? "Search" : sources.titlesHeading();
    const outside = shows("titles") ? outsideLines(sources.outside()) : [];
    const below: Group[] = [
      { id: "extras", title, lines: extras },
      { id: "outside", title: OUTSIDE, lines: outside },
    ];
    return [...found, ...below.filter((group) => group.lines.length > 0)];
  });

  const lines = createMemo(() => groups().flatMap((group) => group.lines));
  /** The user's selection while it exists, otherwise the first item. New results do not move it. */
  const chosen = createMemo(
    () => lines().find((line) => line.id === chosenId()) ?? lines()[0] ?? null,
  );

  return {
    groups,
    chosen,
    scope,
    /** Whether an item was selected with the arrow keys or the pointer. */
    isUserSelection: () => lines().some((line) => line.id === chosenId()),
    /** Whether this item was selected last, even if it is gone. */
    wants: (id: string) => chosenId() === id,
    choose: (id: string | null) => setChosenId(id),
    move: (step: 1 | -1) => {
      const all = lines();
      const now = chosen();
      if (all.length === 0 || now === null) return;
      const next = (all.indexOf(now) + step + all.length) % all.length;
      setChosenId(all[next]?.id ?? null);
    },
    nextScope: (step: 1 | -1) => {
      const index = SCOPES.indexOf(scope()) + step + SCOPES.length;
      setScope(SCOPES[index % SCOPES.length] ?? "all");
      setChosenId(null);
    },
  };
}

export type Palette = ReturnType<typeof createPalette>;

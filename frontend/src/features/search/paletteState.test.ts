import { createRoot, createSignal } from "solid-js";
import { expect, test } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { MediaCard, ProviderTitle, PersonCard } from "../../api/types";
import type { Entry } from "./paletteEntries";
import { createPalette, type Palette } from "./paletteState";

const lang: PersonCard = {
  id: 1,
  name: "Fritz Lang",
  profileUrl: null,
  profilePlaceholder: null,
  knownFor: "Directing",
  titles: [],
};
const place = (label: string): Entry => ({
  id: label,
  label,
  note: "Page",
  icon: () => null,
  synonyms: "",
  run: () => undefined,
});

const metropolis = makeMedia({ id: 1, title: "Metropolis" });
const meteor = makeMedia({ id: 2, title: "Meteor" });

interface Desk {
  palette: Palette;
  type: (query: string) => void;
  answer: (titles: MediaCard[]) => void;
  offer: (extras: Entry[]) => void;
  correct: (isCorrected: boolean) => void;
  findOutside: (outside: ProviderTitle[] | Entry) => void;
}

function at(test: (desk: Desk) => void): void {
  createRoot((dispose) => {
    const [typed, type] = createSignal("me");
    const [titles, answer] = createSignal<MediaCard[]>([metropolis, meteor]);
    const [isCorrected, correct] = createSignal(false);
    const [extras, offer] = createSignal<Entry[]>([]);
    const [outside, findOutside] = createSignal<ProviderTitle[] | Entry | null>(null);
    const palette = createPalette({
      typed,
      titles,
      people: () => [lang],
      titlesHeading: () => (titles().length > 0 ? "Titles" : "No results"),
      isCorrected,
      places: () => [place("Metadata"), place("Home"), place("People")],
      extras,
      outside,
    });
    test({ palette, type, answer, offer, correct, findOutside });
    dispose();
  });
}

const ids = (palette: Palette) =>
  palette.groups().flatMap((group) => group.lines.map((line) => line.id));

test("a page whose name begins so ranks above titles", () => {
  at(({ palette, type }) => {
    type("met");

    expect(ids(palette)).toEqual(["Metadata", "title-1", "title-2", "person-1"]);
    expect(palette.chosen()?.id).toBe("Metadata");
  });
});

test("a page of that name ranks above titles with more words, and above one of the same name", () => {
  at(({ palette, type, answer }) => {
    type("people");
    answer([makeMedia({ id: 3, title: "People on Sunday" })]);
    expect(palette.chosen()?.id).toBe("People");

    answer([makeMedia({ id: 4, title: "People" })]);
    expect(ids(palette)).toEqual(["People", "title-4", "person-1"]);
  });
});

test("titles rank above pages after two letters, and when one has the typed name", () => {
  at(({ palette, type, answer }) => {
    type("me");
    expect(ids(palette)).toEqual(["title-1", "title-2", "person-1", "Metadata"]);

    type("peopl");
    answer([makeMedia({ id: 6, title: "Peopl" })]);
    expect(ids(palette)).toEqual(["title-6", "person-1", "People"]);
  });
});

test("a page of that name ranks above titles that have other words", () => {
  at(({ palette, type }) => {
    type("home");

    expect(ids(palette)).toEqual(["Home", "title-1", "title-2", "person-1"]);
  });
});

test("the arrows wrap around", () => {
  at(({ palette }) => {
    palette.move(-1);
    expect(palette.chosen()?.id).toBe("Metadata");
    palette.move(1);
    expect(palette.chosen()?.id).toBe("title-1");
  });
});

test("new results do not move the selection", () => {
  at(({ palette, answer }) => {
    answer([meteor]);
    palette.move(1);
    expect(palette.chosen()?.id).toBe("person-1");

    answer([metropolis, meteor]);

    expect(palette.chosen()?.id).toBe("person-1");
    expect(palette.isUserSelection()).toBe(true);
  });
});

test("a selection that is gone moves to the first entry", () => {
  at(({ palette, answer }) => {
    palette.move(1);
    answer([metropolis]);

    expect(palette.chosen()?.id).toBe("title-1");
    expect(palette.isUserSelection()).toBe(false);
  });
});

test("Tab narrows to one kind", () => {
  at(({ palette }) => {
    palette.nextScope(1);
    expect(ids(palette)).toEqual(["title-1", "title-2"]);
    palette.nextScope(1);
    expect(ids(palette)).toEqual(["person-1"]);
    palette.nextScope(1);
    expect(ids(palette)).toEqual(["Metadata"]);
    palette.nextScope(1);
    expect(palette.scope()).toBe("all");
  });
});

test("> lists pages and actions only", () => {
  at(({ palette, type }) => {
    type("> ho");

    expect(ids(palette)).toEqual(["Home"]);
  });
});

test("@ lists people only", () => {
  at(({ palette, type }) => {
    type("@fri");

    expect(ids(palette)).toEqual(["person-1"]);
  });
});

test("“No results” is not shown with results", () => {
  at(({ palette, type, answer, offer }) => {
    answer([]);
    offer([place("All results")]);
    expect(palette.groups().map((group) => group.title)).toEqual([
      "People",
      "Pages and actions",
      "Search",
    ]);

    type("> zzz");
    expect(palette.groups().map((group) => group.title)).toEqual([]);
  });
});

test("a page with the exact name ranks above titles of a corrected spelling", () => {
  at(({ palette, correct }) => {
    correct(true);

    expect(ids(palette)).toEqual(["Metadata", "title-1", "title-2", "person-1"]);
  });
});

test("people of a corrected spelling say so where there are no titles", () => {
  at(({ palette, correct, answer }) => {
    const heading = () => palette.groups().find((group) => group.id === "people")?.title;
    answer([]);
    expect(heading()).toBe("People");

    correct(true);
    expect(heading()).toBe("No results");
    answer([metropolis]);
    expect(heading()).toBe("People");
  });
});

test("titles of providers come last, and only among titles", () => {
  at(({ palette, offer, findOutside }) => {
    offer([place("All results")]);
    findOutside([
      {
        source: "tmdb",
        externalId: "27",
        mediaType: "movie",
        title: "Metropolis",
        originalTitle: null,
        year: 2001,
        overview: "",
        posterUrl: null,
        votes: 0,
        otherNames: [],
        countries: [],
        platforms: [],
      },
    ]);

    expect(palette.groups().at(-1)?.title).toBe("Not in the catalogue yet");
    expect(ids(palette).at(-1)).toBe("outside-movie-tmdb-27");
    palette.move(-1);
    expect(palette.chosen()?.kind).toBe("outside");
    palette.nextScope(1);
    palette.nextScope(1);
    expect(ids(palette)).not.toContain("outside-movie-tmdb-27");
  });
});

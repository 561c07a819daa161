import { fireEvent, render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { Artwork } from "./Artwork";
import type { SheetKind } from "./generatedPoster";

const HASH = "1joDBQD/3v/v/e/+7+7u7gAAUJgI";

interface Changes {
  src?: string | null;
  placeholder?: string | null;
  kind?: SheetKind;
  alt?: string;
}

function artwork(changes: Changes = {}) {
  return (
    <Artwork
      title="Metropolis"
      year={1927}
      genres={["Science Fiction"]}
      src={changes.src ?? null}
      placeholder={changes.placeholder}
      kind={changes.kind ?? "poster"}
      alt={changes.alt ?? "Metropolis, 1927"}
    />
  );
}

test("shows the artwork when there is any", () => {
  render(() => artwork({ src: "/art/metropolis-poster.svg" }));

  const picture = screen.getByRole("img", { name: "Metropolis, 1927" });
  expect(picture.getAttribute("src")).toBe("/art/metropolis-poster.svg");
});

test("draws the sheet with its title when there is none", () => {
  render(() => artwork());

  const sheet = screen.getByRole("img", { name: "Metropolis, 1927" });
  expect(sheet.querySelector("text")?.textContent).toBe("Metropolis");
  expect(sheet.querySelector("img")?.getAttribute("src")).toMatch(/^data:image\/svg\+xml,/);
});

test("draws the sheet when the artwork fails to load, and tries the next address again", () => {
  const [src, setSrc] = createSignal("/art/gone.svg");
  render(() => (
    <Artwork
      title="Metropolis"
      year={1927}
      genres={[]}
      src={src()}
      kind="poster"
      alt="Metropolis"
    />
  ));

  fireEvent.error(screen.getByRole("img"));
  expect(screen.getByRole("img").querySelector("text")?.textContent).toBe("Metropolis");

  setSrc("/art/here.svg");
  expect(screen.getByRole("img").getAttribute("src")).toBe("/art/here.svg");
});

test("a backdrop carries no type and stays silent beside its title", () => {
  const { container } = render(() => artwork({ kind: "backdrop", alt: "" }));

  expect(screen.queryByRole("img")).toBeNull();
  expect(container.querySelector("text")).toBeNull();
});

test("artwork of ours is offered in every size, a drawing in one", () => {
  const { unmount } = render(() => artwork({ src: "/artwork/w500/tmdb/x.jpg" }));
  const picture = screen.getByRole("img");
  expect(picture.getAttribute("srcset")).toContain("/artwork/w342/tmdb/x.jpg 342w");
  expect(picture.getAttribute("loading")).toBe("lazy");
  unmount();

  render(() => artwork({ src: "/art/metropolis-poster.svg" }));
  expect(screen.getByRole("img").hasAttribute("srcset")).toBe(false);
});

test("a picture that is slow to come is stood in for, until it is there", () => {
  vi.useFakeTimers();
  const onScreen = { top: 0, left: 0, bottom: 300, right: 200 } as DOMRect;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(onScreen);
  const { container } = render(() => artwork({ src: "/artwork/w500/tmdb/x.jpg" }));
  const sheet = () => container.querySelector("text");
  expect(sheet()).toBeNull();

  vi.advanceTimersByTime(600);
  expect(sheet()?.textContent).toBe("Metropolis");

  fireEvent.load(screen.getByRole("img"));
  expect(sheet()).toBeNull();
  vi.useRealTimers();
});

test("what is known of a picture lies beneath it from the beginning", () => {
  const { container } = render(() =>
    artwork({ src: "/artwork/w500/tmdb/x.jpg", placeholder: HASH }),
  );
  const frame = container.querySelector("span");

  expect(frame?.style.background).toContain("data:image/png;base64,");
  expect(screen.getByRole("img").classList).toContain("opacity-0");
  fireEvent.load(screen.getByRole("img"));
  expect(screen.getByRole("img").classList).not.toContain("opacity-0");
});

test("without a placeholder, or with a broken one, the colours of the sheet lie there", () => {
  for (const placeholder of [null, undefined, "?"]) {
    const { container, unmount } = render(() =>
      artwork({ src: "/artwork/w500/tmdb/x.jpg", placeholder }),
    );
    expect(container.querySelector("span")?.style.background).toMatch(/^linear-gradient/);
    unmount();
  }
});

test("a picture whose colours show is stood in for later", () => {
  vi.useFakeTimers();
  const onScreen = { top: 0, left: 0, bottom: 300, right: 200 } as DOMRect;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(onScreen);
  const { container } = render(() =>
    artwork({ src: "/artwork/w500/tmdb/x.jpg", placeholder: HASH }),
  );

  vi.advanceTimersByTime(3900);
  expect(container.querySelector("text")).toBeNull();
  vi.advanceTimersByTime(200);
  expect(container.querySelector("text")?.textContent).toBe("Metropolis");
  vi.useRealTimers();
});

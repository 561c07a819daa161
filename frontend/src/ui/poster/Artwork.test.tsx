import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { Artwork } from "./Artwork";
import type { GeneratedKind } from "./generatedPictureUrl";

const HASH = "1joDBQD/3v/v/e/+7+7u7gAAUJgI";

interface Changes {
  src?: string | null;
  placeholder?: string | null;
  kind?: GeneratedKind;
  alt?: string;
  eager?: boolean;
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
      eager={changes.eager}
    />
  );
}

test("shows the artwork when there is any", () => {
  render(() => artwork({ src: "/art/metropolis-poster.svg" }));

  const picture = screen.getByRole("img", { name: "Metropolis, 1927" });
  expect(picture.getAttribute("src")).toBe("/art/metropolis-poster.svg");
});

const GENERATED = "/artwork/generated/poster?title=Metropolis&year=1927&genres=Science+Fiction";

test("shows the generated picture when there is no artwork", () => {
  render(() => artwork());

  expect(screen.getByRole("img", { name: "Metropolis, 1927" }).getAttribute("src")).toBe(GENERATED);
});

test("shows the generated picture when the artwork fails to load, and tries the next address", () => {
  const [src, setSrc] = createSignal("/art/gone.svg");
  render(() => (
    <Artwork
      title="Metropolis"
      year={1927}
      genres={["Science Fiction"]}
      src={src()}
      kind="poster"
      alt="Metropolis"
    />
  ));

  fireEvent.error(screen.getByRole("img"));
  expect(screen.getByRole("img").getAttribute("src")).toBe(GENERATED);

  setSrc("/art/here.svg");
  expect(screen.getByRole("img").getAttribute("src")).toBe("/art/here.svg");
});

test("shows the title in type when the generated picture fails as well", () => {
  render(() => artwork({ src: "/art/gone.svg" }));

  fireEvent.error(screen.getByRole("img"));
  fireEvent.error(screen.getByRole("img"));

  const typeset = screen.getByRole("img", { name: "Metropolis, 1927" });
  expect(typeset.tagName).toBe("SPAN");
  expect(typeset.textContent).toBe("Metropolis");
});

test("a picture beside its title is hidden from screen readers", () => {
  render(() => artwork({ kind: "backdrop", alt: "" }));

  expect(screen.queryByRole("img")).toBeNull();
});

test("our artwork has every size, a generated picture one", () => {
  const { unmount } = render(() => artwork({ src: "/artwork/w500/tmdb/x.jpg" }));
  const picture = screen.getByRole("img");
  expect(picture.getAttribute("srcset")).toContain("/artwork/w342/tmdb/x.jpg 342w");
  expect(picture.getAttribute("loading")).toBe("lazy");
  unmount();

  render(() => artwork({ src: "/art/metropolis-poster.svg" }));
  expect(screen.getByRole("img").hasAttribute("srcset")).toBe(false);
});

test("the generated picture is shown over a slow one, until that has loaded", () => {
  vi.useFakeTimers();
  const onScreen = { top: 0, left: 0, bottom: 300, right: 200 } as DOMRect;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(onScreen);
  const { container } = render(() => artwork({ src: "/artwork/w500/tmdb/x.jpg" }));
  const generated = () => container.querySelector(`img[src^="/artwork/generated"]`);
  expect(generated()).toBeNull();

  vi.advanceTimersByTime(600);
  expect(generated()).not.toBeNull();

  fireEvent.load(screen.getByRole("img"));
  expect(generated()).toBeNull();
  vi.useRealTimers();
});

test("the placeholder of a picture is its background until it has loaded", async () => {
  const { container } = render(() =>
    artwork({ src: "/artwork/w500/tmdb/x.jpg", placeholder: HASH }),
  );
  const frame = container.querySelector("span");

  await waitFor(() => expect(frame?.style.background).toContain("data:image/png;base64,"));
  expect(screen.getByRole("img").classList).toContain("opacity-0");
  fireEvent.load(screen.getByRole("img"));
  expect(screen.getByRole("img").classList).not.toContain("opacity-0");
});

test("without a placeholder, or with a broken one, the gradient is the background", () => {
  for (const placeholder of [null, undefined, "?"]) {
    const { container, unmount } = render(() =>
      artwork({ src: "/artwork/w500/tmdb/x.jpg", placeholder }),
    );
    expect(container.querySelector("span")?.style.background).toMatch(/^linear-gradient/);
    unmount();
  }
});

test("a picture with a placeholder is given more time", () => {
  vi.useFakeTimers();
  const onScreen = { top: 0, left: 0, bottom: 300, right: 200 } as DOMRect;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(onScreen);
  const { container } = render(() =>
    artwork({ src: "/artwork/w500/tmdb/x.jpg", placeholder: HASH }),
  );

  vi.advanceTimersByTime(3900);
  expect(container.querySelector(`img[src^="/artwork/generated"]`)).toBeNull();
  vi.advanceTimersByTime(200);
  expect(container.querySelector(`img[src^="/artwork/generated"]`)).not.toBeNull();
  vi.useRealTimers();
});

test("a picture that the page starts with is there at once, others fade in", () => {
  for (const eager of [true, false]) {
    const { unmount } = render(() => artwork({ src: "/artwork/w500/tmdb/x.jpg", eager }));
    expect(screen.getByRole("img").classList.contains("transition-opacity")).toBe(!eager);
    unmount();
  }
});

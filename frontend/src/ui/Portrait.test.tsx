import { fireEvent, render, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { Portrait } from "./Portrait";

test("a portrait has the sizes a face needs", () => {
  const { container } = render(() => <Portrait name="Fritz Lang" src="/artwork/w500/tmdb/f.jpg" />);

  expect(container.querySelector("img")?.getAttribute("srcset")).toContain(
    "/artwork/w185/tmdb/f.jpg 185w",
  );
});

test("a picture that fails to load is replaced by a generated one", () => {
  const { container } = render(() => <Portrait name="Fritz Lang" src="/artwork/w500/tmdb/f.jpg" />);
  const image = container.querySelector("img");
  if (image) fireEvent.error(image);

  expect(container.querySelector("img")?.getAttribute("src")).toBe(
    "/artwork/generated/portrait?name=Fritz+Lang",
  );
});

test("until a picture is there its placeholder is shown, and none without a picture", async () => {
  const HASH = "1joDBQD/3v/v/e/+7+7u7gAAUJgI";
  const { container } = render(() => (
    <>
      <Portrait name="Fritz Lang" src="/artwork/w500/tmdb/f.jpg" placeholder={HASH} />
      <Portrait name="Thea von Harbou" src={null} placeholder={HASH} />
      <Portrait name="Karl Freund" src="/artwork/w500/tmdb/k.jpg" />
    </>
  ));
  const blurred = () =>
    [...container.querySelectorAll("[aria-hidden]")].map((portrait) =>
      (portrait.getAttribute("style") ?? "").includes("data:image/"),
    );

  await waitFor(() => expect(blurred()).toEqual([true, false, false]));
});

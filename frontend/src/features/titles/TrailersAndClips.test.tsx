import { render, screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { aTitle } from "../../../tests/titles";
import type { Video } from "../../api/types";
import { addressOf, trailerOf } from "./videoLinks";
import { TrailersAndClips } from "./TrailersAndClips";

const video = (kind: string, key = kind, site = "YouTube"): Video => ({
  kind,
  key,
  site,
  name: `The ${kind}`,
});

test("a video opens on its own site, without an opener or referrer", () => {
  const { container } = render(() => (
    <TrailersAndClips title={aTitle({ videos: [video("Trailer")] })} />
  ));

  const link = screen.getByRole("link", { name: /The Trailer/ });
  expect(link.getAttribute("href")).toBe("https://www.youtube.com/watch?v=Trailer");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(link.getAttribute("target")).toBe("_blank");
  expect(container.querySelector("iframe, script, [src^='http']")).toBeNull();
});

test("an invalid video id has no address", () => {
  expect(addressOf(video("Clip", "a&b=c"))).toBe("https://www.youtube.com/watch?v=a%26b%3Dc");
  expect(addressOf(video("Clip", "1", "Elsewhere"))).toBeNull();
});

test("a trailer is shown before a teaser, and a clip is neither", () => {
  expect(trailerOf([video("Clip"), video("Teaser"), video("Trailer")])?.kind).toBe("Trailer");
  expect(trailerOf([video("Clip"), video("Teaser")])?.kind).toBe("Teaser");
  expect(trailerOf([video("Clip")])).toBeUndefined();
  expect(trailerOf([video("Trailer", "1", "Elsewhere")])).toBeUndefined();
});

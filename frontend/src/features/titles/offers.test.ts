import { expect, test } from "vitest";
import type { Offer } from "../../api/types";
import { offerGroups, regionFor, regionsOf } from "./offers";

const offer = (kind: string, providerName: string, region = "GB"): Offer => ({
  kind,
  providerName,
  region,
  logoUrl: null,
  link: "https://offers.example/",
});

test("streaming comes before renting and buying", () => {
  const offers = [offer("buy", "Kino"), offer("rent", "Kino"), offer("stream", "Mubi")];

  expect(offerGroups(offers, "GB").map((group) => group.title)).toEqual(["Stream", "Rent", "Buy"]);
});

test("free and with advertisements is streaming too, each service once", () => {
  const offers = [offer("stream", "Arte"), offer("free", "Arte"), offer("ads", "Plex")];

  expect(offerGroups(offers, "GB")).toHaveLength(1);
  expect(offerGroups(offers, "GB")[0]?.offers.map((each) => each.providerName)).toEqual([
    "Arte",
    "Plex",
  ]);
});

test("offers of other countries are left out", () => {
  expect(offerGroups([offer("stream", "Mubi", "DE")], "GB")).toEqual([]);
});

test("the region is the browser's where it is known", () => {
  const regions = regionsOf([offer("stream", "Mubi", "US"), offer("buy", "Kino", "DE")]);

  expect(regions).toEqual(["DE", "US"]);
  expect(regionFor(regions, ["en", "en-US"])).toBe("US");
  expect(regionFor(regions, ["fr-FR", "en"])).toBe("DE");
  expect(regionFor([], ["en-GB"])).toBe("");
});

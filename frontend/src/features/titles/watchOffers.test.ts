import { expect, test } from "vitest";
import type { Offer } from "../../api/types";
import { offerGroups } from "./watchOffers";

const offer = (kind: string, providerName: string): Offer => ({
  kind,
  providerName,
  region: "GB",
  logoUrl: null,
  link: "https://offers.example/",
});

test("streaming comes before renting and buying", () => {
  const offers = [offer("buy", "Kino"), offer("rent", "Kino"), offer("stream", "Mubi")];

  expect(offerGroups(offers).map((group) => group.title)).toEqual(["Stream", "Rent", "Buy"]);
});

test("free and with advertisements is streaming too, each service once", () => {
  const offers = [offer("stream", "Arte"), offer("free", "Arte"), offer("ads", "Plex")];

  expect(offerGroups(offers)).toHaveLength(1);
  expect(offerGroups(offers)[0]?.offers.map((each) => each.providerName)).toEqual(["Arte", "Plex"]);
});

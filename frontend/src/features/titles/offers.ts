/** Watch offers by region. No I/O. */
import type { Offer } from "../../api/types";

export interface OfferGroup {
  title: string;
  offers: Offer[];
}

const KINDS: readonly [title: string, kinds: readonly string[]][] = [
  ["Stream", ["stream", "free", "ads"]],
  ["Rent", ["rent"]],
  ["Buy", ["buy"]],
];

export function regionsOf(offers: readonly Offer[]): string[] {
  return [...new Set(offers.map((offer) => offer.region))].sort();
}

/** The region of the browser's language if available ("en-GB"), otherwise the first. */
export function regionFor(regions: readonly string[], languages: readonly string[]): string {
  const own = languages
    .map((language) => /-([A-Z]{2})\b/.exec(language)?.[1])
    .find((region) => region && regions.includes(region));
  return own ?? regions[0] ?? "";
}

/** Offers in a region: streaming, then rental, then purchase, each service once. */
export function offerGroups(offers: readonly Offer[], region: string): OfferGroup[] {
  return KINDS.flatMap(([title, kinds]) => {
    const services = new Map<string, Offer>();
    for (const offer of offers) {
      const isOurs = offer.region === region && kinds.includes(offer.kind);
      if (isOurs && !services.has(offer.providerName)) services.set(offer.providerName, offer);
    }
    return services.size > 0 ? [{ title, offers: [...services.values()] }] : [];
  });
}

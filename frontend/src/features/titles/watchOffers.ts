/** Watch offers of one country, that of the user. No I/O. */
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

/** Streaming, then rental, then purchase, each service once. */
export function offerGroups(offers: readonly Offer[]): OfferGroup[] {
  return KINDS.flatMap(([title, kinds]) => {
    const services = new Map<string, Offer>();
    for (const offer of offers) {
      const isOurs = kinds.includes(offer.kind);
      if (isOurs && !services.has(offer.providerName)) services.set(offer.providerName, offer);
    }
    return services.size > 0 ? [{ title, offers: [...services.values()] }] : [];
  });
}

/** What the port test found, in words. Pure. */
import type { PortTest } from "../../api/types";
import { pluralize } from "../../lib/format";

export interface PortTestText {
  health: "good" | "unsure" | "bad";
  head: string;
  text: string;
}

const HEADS: Partial<Record<string, Pick<PortTestText, "health" | "head">>> = {
  open: { health: "good", head: "Others reach this house" },
  listening: { health: "unsure", head: "It listens, and nobody has come in yet" },
  closed: { health: "bad", head: "Nobody can reach this house" },
  down: { health: "bad", head: "The interface is down" },
};

export function portTestText(test: PortTest): PortTestText {
  const head = HEADS[test.verdict] ?? { health: "unsure", head: test.verdict };
  const parts = [
    test.message,
    test.port > 0 ? `Port ${test.port}${portMappingText(test.isPortMapped)}.` : null,
    test.dhtNodes > 0 ? `${pluralize(test.dhtNodes, "neighbour")} in the DHT.` : null,
    test.interface ? `By ${test.interface} only.` : null,
  ];
  return { ...head, text: parts.filter((part) => part).join(" ") };
}

function portMappingText(isMapped: boolean | null): string {
  if (isMapped === null) return "";
  return isMapped ? ", opened by the router" : ", not opened by the router";
}

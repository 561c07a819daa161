/** What the port test found, in words. Pure. */
import type { PortTest } from "../../api/types";
import { counted } from "../../lib/format";

export interface Reach {
  health: "good" | "unsure" | "bad";
  head: string;
  text: string;
}

const HEADS: Partial<Record<string, Pick<Reach, "health" | "head">>> = {
  open: { health: "good", head: "Others reach this house" },
  listening: { health: "unsure", head: "It listens, and nobody has come in yet" },
  closed: { health: "bad", head: "Nobody can reach this house" },
  down: { health: "bad", head: "The interface is down" },
};

export function reachOf(test: PortTest): Reach {
  const head = HEADS[test.verdict] ?? { health: "unsure", head: test.verdict };
  const parts = [
    test.message,
    test.port > 0 ? `Port ${test.port}${mappedWords(test.isPortMapped)}.` : null,
    test.dhtNodes > 0 ? `${counted(test.dhtNodes, "neighbour")} in the DHT.` : null,
    test.interface ? `By ${test.interface} only.` : null,
  ];
  return { ...head, text: parts.filter((part) => part).join(" ") };
}

function mappedWords(isMapped: boolean | null): string {
  if (isMapped === null) return "";
  return isMapped ? ", opened by the router" : ", not opened by the router";
}

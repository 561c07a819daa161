/** The result of the port test as text. No I/O. */
import type { PortTest } from "../../api/types";
import { pluralize } from "../../lib/format";

export interface PortTestText {
  health: "good" | "unsure" | "bad";
  head: string;
  text: string;
}

const HEADS: Partial<Record<string, Pick<PortTestText, "health" | "head">>> = {
  open: { health: "good", head: "The port is open" },
  listening: { health: "unsure", head: "Listening, no incoming connection yet" },
  closed: { health: "bad", head: "The port is closed" },
  down: { health: "bad", head: "The interface is down" },
};

export function portTestText(test: PortTest): PortTestText {
  const head = HEADS[test.verdict] ?? { health: "unsure", head: test.verdict };
  const parts = [
    test.message,
    test.port > 0 ? `Port ${test.port}${portMappingText(test.isPortMapped)}.` : null,
    test.dhtNodes > 0 ? `${pluralize(test.dhtNodes, "DHT node")}.` : null,
    test.interface ? `Interface ${test.interface} only.` : null,
  ];
  return { ...head, text: parts.filter((part) => part).join(" ") };
}

function portMappingText(isMapped: boolean | null): string {
  if (isMapped === null) return "";
  return isMapped ? ", forwarded by the router" : ", not forwarded by the router";
}

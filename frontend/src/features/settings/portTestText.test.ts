import { expect, test } from "vitest";
import type { PortTest } from "../../api/types";
import { portTestText } from "./portTestText";

const heard: PortTest = {
  verdict: "open",
  port: 51413,
  isPortMapped: true,
  dhtNodes: 212,
  interface: "tun0",
  message: "Others have reached us from outside.",
};

test("the result of the port test is described", () => {
  expect(portTestText(heard)).toEqual({
    health: "good",
    head: "The port is open",
    text: "Others have reached us from outside. Port 51413, forwarded by the router. 212 DHT nodes. Interface tun0 only.",
  });
});

test("unknown values are omitted", () => {
  const bare = { ...heard, isPortMapped: null, dhtNodes: 0, interface: "", message: "" };

  expect(portTestText({ ...bare, verdict: "listening" }).health).toBe("unsure");
  expect(portTestText({ ...bare, verdict: "listening" }).text).toBe("Port 51413.");
  expect(portTestText({ ...bare, verdict: "closed", port: 0 })).toEqual({
    health: "bad",
    head: "The port is closed",
    text: "",
  });
});

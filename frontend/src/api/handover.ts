import { expectSuccess, http, unwrap } from "./client";
import type { HandoverState, NowPlaying } from "./types";

/** Say what this page plays; what the other devices do, and what they ask. Newer reports replace it. */
export function reportPlaying(playing: NowPlaying | null): Promise<HandoverState> {
  return unwrap(http.POST("/devices/handover", { body: { playing }, keepalive: true }));
}

/** Ask another device to go on with what plays here. */
export function handOver(deviceId: string, playing: NowPlaying): Promise<void> {
  return send(deviceId, { action: "continue", playing });
}

/** Pause what another device plays, or play it on. */
export function controlDevice(deviceId: string, action: "pause" | "resume"): Promise<void> {
  return send(deviceId, { action });
}

function send(
  deviceId: string,
  body: { action: "continue" | "pause" | "resume"; playing?: NowPlaying },
): Promise<void> {
  return expectSuccess(
    http.POST("/devices/{device_id}/handover", {
      params: { path: { device_id: deviceId } },
      body,
    }),
  );
}

/** What was asked of this device was done, or not wanted. */
export function answerHandover(orderId: string): Promise<void> {
  return expectSuccess(
    http.DELETE("/devices/handover/{order_id}", { params: { path: { order_id: orderId } } }),
  );
}

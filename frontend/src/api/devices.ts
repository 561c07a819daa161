import { expectSuccess, http, unwrap } from "./client";
import { user } from "./signedInUser";
import type { Capabilities, PlayDevice, PlayDeviceList } from "./types";

export function registerDevice(capabilities: Capabilities): Promise<PlayDevice> {
  return unwrap(http.PUT("/devices/current", { body: capabilities }));
}

export function listPlayDevices(): Promise<PlayDeviceList> {
  return unwrap(http.GET("/devices"));
}

export function renamePlayDevice(id: string, name: string): Promise<PlayDevice> {
  return unwrap(
    http.PATCH("/devices/{device_id}", { params: { path: { device_id: id } }, body: { name } }),
  );
}

export function removePlayDevice(id: string): Promise<void> {
  return expectSuccess(
    http.DELETE("/devices/{device_id}", { params: { path: { device_id: id } } }),
  );
}

let known: { userId: string | undefined; ready: Promise<void> } | undefined;

/**
 * Resolves when the server knows what this browser plays. It is asked for by what depends on it, so
 * that no other page loads the code that finds it out. Never fails: an unknown browser plays too,
 * and what failed is done again when it is asked for the next time.
 */
export function deviceKnown(): Promise<void> {
  const userId = user()?.id;
  if (known?.userId !== userId || !known) {
    const ready = import("./deviceRegistration")
      .then(({ registerIfChanged }) => registerIfChanged(userId ?? ""))
      .catch(() => {
        if (known?.ready === ready) known = undefined;
      });
    known = { userId, ready };
  }
  return known.ready;
}

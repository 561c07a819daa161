/** The volume, stored on this device. */
import { storeItem } from "../../lib/localStorage";

const KEY = "seen.volume";

export interface VolumeState {
  /** 0 to 1. */
  volume: number;
  muted: boolean;
}

export function readStoredVolume(): VolumeState {
  const loud = { volume: 1, muted: false };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof stored !== "object" || stored === null) return loud;
    const { volume, muted } = stored as Record<string, unknown>;
    const usable = typeof volume === "number" && volume >= 0 && volume <= 1;
    return { volume: usable ? volume : 1, muted: muted === true };
  } catch {
    return loud;
  }
}

export function storeVolume(loudness: VolumeState): void {
  storeItem(KEY, JSON.stringify(loudness));
}

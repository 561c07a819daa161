/** Says that a command of this tab has changed downloads. */
import { revalidate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { dashboardQuery } from "../dashboardQuery";

const [changedAt, setChangedAt] = createSignal(0);

/** Increases with every download command of this tab. Tracks. */
export { changedAt as downloadsChangedAt };

/** Refresh every list of downloads. */
export function notifyDownloadsChanged(): void {
  setChangedAt((times) => times + 1);
  void revalidate(dashboardQuery.key);
}

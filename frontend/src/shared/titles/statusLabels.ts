import type { WatchStatus } from "../../api/types";

/** The statuses of films and shows, in the order of menus. */
export const STATUS_LABELS: Record<WatchStatus, string> = {
  planned: "Planned",
  watching: "Watching",
  on_hold: "On hold",
  dropped: "Dropped",
  completed: "Completed",
};

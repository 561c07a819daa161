import type { MediaCard, WatchStatus } from "../../api/types";
import type { MenuItem } from "../../ui/Menu";
import { STATUS_LABELS } from "./statusLabels";
import { chooseStatus } from "./titleActions";

const STATUSES = Object.keys(STATUS_LABELS) as WatchStatus[];

/** Menu items that choose the status of a film or a show; the present one forgets it. */
export function statusMenuItems(media: MediaCard): MenuItem[] {
  return STATUSES.map((status) => ({
    value: `status-${status}`,
    label: STATUS_LABELS[status],
    chosen: media.watchStatus === status,
    onSelect: () => void chooseStatus(media, media.watchStatus === status ? null : status),
  }));
}

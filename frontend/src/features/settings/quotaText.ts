/** Usage and limits of a user as text. No I/O. */
import type { QuotaLimits, UserQuota } from "../../api/types";
import { formatBytes } from "../../lib/format";

/** Whether the user has limits of their own. */
export function isOwn(own: QuotaLimits): boolean {
  return Object.values(own).some((limit) => limit !== null);
}

/** `2 of 500 on the list · 8.1 GB of 40 GB in 30 days` */
export function quotaText(person: UserQuota, own: QuotaLimits, house: QuotaLimits): string {
  const mostOpen = own.mostOpen ?? house.mostOpen;
  const mostBytes = own.bytesAMonth ?? house.bytesAMonth;
  const open = mostOpen === null ? String(person.open) : `${person.open} of ${mostOpen}`;
  const bytes = formatBytes(person.bytesThisMonth);
  const share = mostBytes === null ? bytes : `${bytes} of ${formatBytes(mostBytes)}`;
  return `${open} on the list · ${share} in 30 days`;
}

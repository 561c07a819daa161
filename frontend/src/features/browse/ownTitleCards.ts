/** Where a person stands with a title, in the words of its card. */
import type { MediaCard, OwnTitle } from "../../api/types";
import { withUserMarks } from "../../shared/titles/userMarks";
import { STATUS_LABELS } from "../../shared/titles/statusLabels";

const LANGUAGE = "en-GB";

/** A title of the list, as a card. */
export type OwnCard = MediaCard & Omit<OwnTitle, "media">;

export const asCard = ({ media, ...own }: OwnTitle): OwnCard => ({ ...media, ...own });

/** `4 March`; of another year `4 Mar 2027`, which a small card has room for. */
function dateText(date: string, now: Date): string {
  const isThisYear = date.startsWith(`${now.getFullYear()}-`);
  return new Date(`${date}T00:00:00Z`).toLocaleDateString(LANGUAGE, {
    day: "numeric",
    month: isThisYear ? "long" : "short",
    year: isThisYear ? undefined : "numeric",
    timeZone: "UTC",
  });
}

/** `New today`, `3 behind`, `Back on 4 March`. */
export function standingText(title: OwnCard, now: Date): string {
  const isShow = title.mediaType === "show";
  const date = title.nextAirDate && dateText(title.nextAirDate, now);
  switch (title.standing) {
    case "new_today":
      return isShow ? "New today" : "Out today";
    case "watching":
      if (isShow) return `${title.behind} left`;
      return title.progressPercent ? `${title.progressPercent} % watched` : "Begun";
    case "behind":
      return `${title.behind} behind`;
    case "waiting":
      if (!date) return isShow ? "Caught up" : "No date yet";
      return isShow ? `Back on ${date}` : `Out on ${date}`;
    case "not_started":
      if (date) return isShow ? `Starts on ${date}` : `Out on ${date}`;
      if (title.watchStatus === "planned") return STATUS_LABELS.planned;
      return isShow ? "Not started" : "Not seen";
    case "finished":
      return isShow ? "Finished" : "Seen";
    case "on_hold":
    case "dropped":
      return STATUS_LABELS[title.standing];
  }
}

/** The same with what comes next: `S2 E5 next · 3 left`; after a change in this tab, the status. */
export function ownCaption(title: OwnCard, now: Date): string {
  const after = withUserMarks(title).watchStatus;
  if (after !== title.watchStatus)
    return after === null
      ? standingText({ ...title, standing: "not_started" }, now)
      : STATUS_LABELS[after];
  const text = standingText(title, now);
  return title.standing === "watching" && title.nextLabel
    ? `${title.nextLabel} next · ${text}`
    : text;
}

import type { MediaCard } from "../../api/types";
import { dismissTitle } from "../../shared/recommendations/recommendations";
import { markSeen } from "../../shared/titles/userMarks";

/** It leaves the lists and is recorded as seen; a toast brings it back. */
export const dismissSeen = (media: MediaCard) =>
  dismissTitle(media, "seen", (isSeen) => markSeen(media, isSeen));

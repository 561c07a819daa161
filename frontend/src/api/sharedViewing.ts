import { http, unwrap } from "./client";
import type { SharedViewing, SharedViewingChange } from "./types";

/** What the person watches together with others; null while they watch alone. */
export async function getSharedViewing(): Promise<SharedViewing | null> {
  return (await unwrap(http.GET("/shared-viewing"))).viewing;
}

/** From now on this person's player reports the title for the others too: ids of people. */
export function startSharedViewing(
  mediaId: number,
  people: string[],
): Promise<SharedViewingChange> {
  return unwrap(http.PUT("/shared-viewing", { body: { mediaId, people } }));
}

/** A user does not watch any more: this one, or a companion of their player. */
export function leaveSharedViewing(userId: string): Promise<SharedViewingChange> {
  return unwrap(
    http.DELETE("/shared-viewing/people/{user_id}", { params: { path: { user_id: userId } } }),
  );
}

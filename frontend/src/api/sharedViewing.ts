import { http, unwrap } from "./client";
import type { PossibleCompanion, SharedViewingChange, SharedViewingState } from "./types";

/** What the person watches together with others, and who asks whether they do. */
export function getSharedViewing(): Promise<SharedViewingState> {
  return unwrap(http.GET("/shared-viewing"));
}

/** The users for whom this person's player may report. */
export async function listPossibleCompanions(): Promise<PossibleCompanion[]> {
  return (await unwrap(http.GET("/shared-viewing/people"))).items;
}

/** Whether this person watches with a user who says so. */
export function answerSharedViewing(userId: string, joins: boolean): Promise<SharedViewingChange> {
  return unwrap(
    http.PUT("/shared-viewing/asks/{asking_user_id}", {
      params: { path: { asking_user_id: userId } },
      body: { joins },
    }),
  );
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

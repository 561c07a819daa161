import { http, unwrap } from "./client";
import type { PlayTicket } from "./types";

export type MediaSegment = PlayTicket["segments"][number];
export type SegmentKind = MediaSegment["kind"];

interface SegmentsChange {
  segments: MediaSegment[];
  undoId: string | null;
}

/** Set where a segment is, for all users who play the file. */
export function setSegment(
  libraryItemId: string,
  { kind, startSeconds, endSeconds }: Pick<MediaSegment, "kind" | "startSeconds" | "endSeconds">,
): Promise<SegmentsChange> {
  return unwrap(
    http.PUT("/library/{item_id}/segments/{segment_kind}", {
      params: { path: { item_id: libraryItemId, segment_kind: kind } },
      body: { startSeconds, endSeconds },
    }),
  );
}

/** Say that the file has no such segment. */
export function hideSegment(libraryItemId: string, kind: SegmentKind): Promise<SegmentsChange> {
  return unwrap(
    http.DELETE("/library/{item_id}/segments/{segment_kind}", {
      params: { path: { item_id: libraryItemId, segment_kind: kind } },
    }),
  );
}

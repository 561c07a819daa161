import { query } from "@solidjs/router";
import { listMatched } from "../../../api/enrichment";

export const matchedQuery = query(() => listMatched(), "enrichment-matched");

/** The undo toasts of matches, by title: undoing a match in the list dismisses its toast. */
export const undoOffers = new Map<number, number>();

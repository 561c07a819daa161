import { query } from "@solidjs/router";
import { listMatched } from "../../../api/enrichment";

export const matchedQuery = query(() => listMatched(), "enrichment-matched");

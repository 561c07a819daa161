/** Queries of plans to catch up; apart from those that every page loads. */
import { query } from "@solidjs/router";
import { getCatchUp, listCatchUps } from "../../api/catchUp";

/** Plans to catch up with shows, and shows that could have one. */
export const catchUpsQuery = query(() => listCatchUps(), "catch-ups");

/** What is left of a show. */
export const catchUpQuery = query((id: number) => getCatchUp(id), "catch-up");

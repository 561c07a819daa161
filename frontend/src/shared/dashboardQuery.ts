/** The home page, with the counts of the navigation: the first data of every page. */
import { query } from "@solidjs/router";
import { getDashboard } from "../api/dashboard";

export const dashboardQuery = query(() => getDashboard(), "dashboard");

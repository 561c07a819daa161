/** What more than one part of the page shows. */
import { query } from "@solidjs/router";
import { getDashboard } from "../api/dashboard";
import { listDownloads } from "../api/downloads";

export const dashboardQuery = query(() => getDashboard(), "dashboard");

export const downloadsQuery = query(() => listDownloads(), "downloads");

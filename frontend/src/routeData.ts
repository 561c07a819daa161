/** The first data of each page: API paths, and the URL of its picture. */
import type { Dashboard, Discover, MediaDetail } from "./api/types";

export interface EarlyData {
  path: string;
  /** The backdrop in the response that the page starts with. */
  pictureOf?: (answer: unknown) => string | null | undefined;
}

const DASHBOARD: EarlyData = {
  path: "/dashboard",
  pictureOf: (answer) => (answer as Dashboard).hero?.media.backdropUrl,
};
/** The layout's counts are part of the dashboard. */
const COUNTS: EarlyData = { path: "/dashboard" };
const DISCOVER: EarlyData = {
  path: "/discover",
  pictureOf: (answer) =>
    (answer as Discover).sections[0]?.items.find((media) => media.backdropUrl)?.backdropUrl,
};
const SPOTLIGHT_SOURCES: EarlyData = { path: "/discover/free-sources" };
const TITLE = /^\/app\/(movies|shows|games)\/(\d+)$/;

/** The data of the page at this path; none outside of the app. */
export function dataOf(pathname: string): EarlyData[] {
  const path = pathname.replace(/\/$/, "");
  if (path === "" || path === "/app" || path === "/app/dashboard") return [DASHBOARD];
  if (!path.startsWith("/app/") || path.startsWith("/app/play/")) return [];
  if (path === "/app/discover") return [DISCOVER, SPOTLIGHT_SOURCES, COUNTS];
  const [, shelf, id] = TITLE.exec(path) ?? [];
  if (!shelf || !id) return [COUNTS];
  const title: EarlyData = {
    path: `/${shelf}/${id}`,
    pictureOf: (answer) => (answer as MediaDetail).backdropUrl,
  };
  return [title, COUNTS];
}

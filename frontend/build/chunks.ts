/**
 * Which modules share a script, derived from what imports what: the first pages load what they
 * need and little else, in few requests.
 */
import type { Rolldown } from "vite";

type Graph = Pick<Rolldown.PluginContext, "getModuleInfo">;
type Modules = ReadonlySet<string>;

const BOOT = "boot.ts";
/** Helpers of the bundler, which every script may need. */
const RUNTIME = "\0rolldown/runtime.js";
const MAIN = "main.tsx";
const LAYOUT = "layout/AppLayout.tsx";
const SIGN_IN = "features/accounts/SignInPage.tsx";
const HOME = "features/dashboard/DashboardPage.tsx";
const DISCOVER = "features/discover/DiscoverPage.tsx";
const TITLES = ["features/titles/MoviePage.tsx", "features/titles/ShowPage.tsx"];

/** In the order of their claims on a module. */
const SCRIPTS = [
  "boot",
  "app",
  "frame",
  "billboards",
  "cards",
  "titleParts",
  "titles",
  "home",
  "discover",
  "forms",
  "shared",
] as const;
/** What fewer of the other pages share is left to the bundler. */
const MIN_SHARE_COUNT = 3;
/** Smaller scripts of what the same pages share are put together with the next: source, in bytes. */
const MIN_SHARED_BYTES = 4_000;
type Script = (typeof SCRIPTS)[number];

/** Of films and shows together; what one of them has for itself is in the page's own script. */
const ownOfTitles = (by: (page: string) => boolean): Script | null =>
  TITLES.every(by) ? "titles" : null;

/** `source` is the folder of the modules, with a slash at its end. */
export function chunkGroups(source: string) {
  const closures = new Map<string, Modules>();

  /** A module and everything it imports statically. */
  function reachedFrom(path: string, graph: Graph): Modules {
    const known = closures.get(path);
    if (known) return known;
    const found = new Set<string>();
    const waiting = [source + path];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
    }
    closures.set(path, found);
    return found;
  }

  function scriptOf(id: string, graph: Graph): Script | null {
    const by = (path: string) => reachedFrom(path, graph).has(id);
    if (id === RUNTIME || by(BOOT)) return "boot";
    const isOnHome = by(HOME);
    const isOnDiscover = by(DISCOVER);
    const isOnTitles = TITLES.some(by);
    const isFirst = isOnHome || isOnDiscover || isOnTitles;
    if (by(MAIN) || (by(SIGN_IN) && (by(LAYOUT) || isFirst))) return "app";
    if (by(LAYOUT)) return "frame";
    // What one page has for itself is in the page's own script.
    const isOwn = id.startsWith(`${source}features/`);
    if (by(SIGN_IN)) return isOwn ? null : "forms";
    if (isOnTitles && (isOnHome || isOnDiscover)) return "billboards";
    if (isOnHome && isOnDiscover) return "cards";
    if (isOnTitles) return isOwn ? ownOfTitles(by) : "titleParts";
    if (isOnHome) return isOwn ? null : "home";
    if (isOnDiscover) return isOwn ? null : "discover";
    return "shared";
  }

  return SCRIPTS.map((script, index) => ({
    name: (id: string, graph: Graph) => (scriptOf(id, graph) === script ? script : null),
    priority: SCRIPTS.length - index,
    ...(script === "shared"
      ? {
          minShareCount: MIN_SHARE_COUNT,
          entriesAware: true,
          entriesAwareMergeThreshold: MIN_SHARED_BYTES,
        }
      : {}),
  }));
}

/**
 * Which modules share a script, derived from what imports what: the first pages load what they
 * need and little else, in few requests.
 */
import type { Rolldown } from "vite";

type Graph = Pick<Rolldown.PluginContext, "getModuleInfo">;
type Modules = ReadonlySet<string>;

const BOOT = "boot.ts";
const MAIN = "main.tsx";
const LAYOUT = "layout/AppLayout.tsx";
const SIGN_IN = "features/accounts/SignInPage.tsx";
const HOME = "features/dashboard/DashboardPage.tsx";
const TITLES = ["features/titles/MoviePage.tsx", "features/titles/ShowPage.tsx"];
const GRIDS = ["features/discover/DiscoverPage.tsx", "features/browse/BrowsePage.tsx"];

/** In the order of their claims on a module. */
const SCRIPTS = [
  "boot",
  "vendor",
  "app",
  "frame",
  "cards",
  "controls",
  "titleParts",
  "titles",
  "grids",
  "forms",
  "shared",
] as const;
/** What fewer of the other pages share is left to the bundler. */
const MIN_SHARE_COUNT = 3;
/** Smaller scripts of what the same pages share are put together with the next: source, in bytes. */
const MIN_SHARED_BYTES = 4_000;
type Script = (typeof SCRIPTS)[number];

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
    if (by(BOOT)) return "boot";
    const titles = TITLES.filter(by).length;
    const grids = GRIDS.filter(by).length;
    const pages = titles + grids + (by(HOME) ? 1 : 0);
    if (by(MAIN) || (by(SIGN_IN) && (by(LAYOUT) || pages > 0))) {
      return id.includes("/node_modules/") ? "vendor" : "app";
    }
    if (by(LAYOUT)) return "frame";
    // What one page has for itself is in the page's own script.
    const isOwn = id.startsWith(`${source}features/`);
    if (by(SIGN_IN)) return isOwn ? null : "forms";
    if (pages === 0) return "shared";
    if (pages === 1 && isOwn) return null;
    if (by(HOME)) return "cards";
    if (titles > 0 && grids > 0) return "controls";
    // Other pages have parts of a title's page, too.
    if (titles > 0) return isOwn ? "titles" : "titleParts";
    return "grids";
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

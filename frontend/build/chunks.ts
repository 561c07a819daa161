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
  "small",
] as const;
/** Of the modules in `small`: characters of compiled source, and the number of modules that import one. */
const MAX_SMALL_LENGTH = 2_000;
const MIN_SMALL_IMPORTERS = 3;
type Script = (typeof SCRIPTS)[number];
/** Of every page, and of the layout, which a page of the app loads beside its own. */
const ALWAYS_LOADED: readonly string[] = ["boot", "app", "frame"] satisfies Script[];

/** Every script has a table of all others: their names would take two kilobytes of it. */
export const fileNameOf = ({ name }: { name: string }) =>
  `assets/${ALWAYS_LOADED.includes(name) ? name : "c"}-[hash].js`;

export const isAlwaysLoaded = (file: string) =>
  ALWAYS_LOADED.some((name) => file.startsWith(`assets/${name}-`));

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

  /** The script of what every page loads. */
  function firstScriptOf(id: string, graph: Graph): Script | null {
    const by = (path: string) => reachedFrom(path, graph).has(id);
    if (id === RUNTIME || by(BOOT)) return "boot";
    const isOnFirst = [LAYOUT, HOME, DISCOVER, ...TITLES].some(by);
    if (by(MAIN) || (by(SIGN_IN) && isOnFirst)) return "app";
    return by(LAYOUT) ? "frame" : null;
  }

  function scriptOf(id: string, graph: Graph): Script | null {
    const first = firstScriptOf(id, graph);
    if (first) return first;
    const by = (path: string) => reachedFrom(path, graph).has(id);
    const isOnHome = by(HOME);
    const isOnDiscover = by(DISCOVER);
    const isOnTitles = TITLES.some(by);
    // What one page has for itself is in the page's own script.
    const isOwn = id.startsWith(`${source}features/`);
    if (by(SIGN_IN)) return isOwn ? null : "forms";
    if (isOnTitles && (isOnHome || isOnDiscover)) return "billboards";
    if (isOnHome && isOnDiscover) return "cards";
    if (isOnTitles) return isOwn ? ownOfTitles(by) : "titleParts";
    if (isOnHome) return isOwn ? null : "home";
    if (isOnDiscover) return isOwn ? null : "discover";
    return isSmall(id, graph) ? "small" : null;
  }

  /**
   * Icons and the like that many of the other pages share: one request instead of thirty. What else
   * they share is left to the bundler, in a script for each set of pages. Putting those together as
   * well would let scripts import each other, so that one runs before what it needs is there; the
   * small modules import only what every page has loaded.
   */
  function isSmall(id: string, graph: Graph): boolean {
    const { code, importers, importedIds } = graph.getModuleInfo(id) ?? {};
    if (!code || !importers || !importedIds) return false;
    return (
      code.length <= MAX_SMALL_LENGTH &&
      importers.length >= MIN_SMALL_IMPORTERS &&
      importedIds.every((each) => firstScriptOf(each, graph) !== null)
    );
  }

  return SCRIPTS.map((script, index) => ({
    name: (id: string, graph: Graph) => (scriptOf(id, graph) === script ? script : null),
    priority: SCRIPTS.length - index,
  }));
}

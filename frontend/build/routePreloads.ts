/** Tells the page which scripts its address needs, so that the browser loads them at once. */
import type { Plugin, Rolldown } from "vite";

const MAIN = "/src/main.tsx";
const SIGN_IN = "/src/features/accounts/SignInPage.tsx";
/** Around every other page below. */
const LAYOUT = "/src/layout/AppLayout.tsx";
/** The module of a page, by the pattern of its address. public/theme.js reads them in this order. */
const PAGES: Readonly<Record<string, string>> = {
  "^/sign-in": SIGN_IN,
  "^/(app(/dashboard)?)?/?$": "/src/features/dashboard/DashboardPage.tsx",
  "^/app/discover/?$": "/src/features/discover/DiscoverPage.tsx",
  "^/app/movies/\\d": "/src/features/titles/MoviePage.tsx",
  "^/app/shows/\\d": "/src/features/titles/ShowPage.tsx",
  "^/app/(movies|shows|games)/?$": "/src/features/browse/BrowsePage.tsx",
  "^/app/downloads": "/src/features/downloads/DownloadsPage.tsx",
  "^/app/library/?$": "/src/features/library/LibraryPage.tsx",
  "^/app/(?!(invite|new-password|welcome|play)(/|$))": LAYOUT,
};

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** A chunk and everything it imports statically. */
function closure(chunks: Chunks, fileName: string, found = new Set<string>()): Set<string> {
  if (found.has(fileName)) return found;
  found.add(fileName);
  for (const each of chunks.get(fileName)?.imports ?? []) closure(chunks, each, found);
  return found;
}

function chunkOf(chunks: Chunks, module: string): string {
  for (const chunk of chunks.values()) {
    if (chunk.moduleIds.some((id) => id.endsWith(module))) return chunk.fileName;
  }
  throw new Error(`No chunk contains ${module}.`);
}

/** Adds the preloads of every page as data, and those of the app itself as links. */
export function routePreloads(): Plugin {
  return {
    name: "route-preloads",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle, chunk: entry }) {
        const all = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
        const chunks = new Map(all.map((chunk) => [chunk.fileName, chunk]));
        const main = closure(chunks, chunkOf(chunks, MAIN));
        const inPage = entry ? closure(chunks, entry.fileName) : new Set<string>();
        const pages = Object.entries(PAGES).map(([pattern, module]) => {
          const files = closure(chunks, chunkOf(chunks, module));
          if (module !== SIGN_IN) closure(chunks, chunkOf(chunks, LAYOUT), files);
          return [pattern, ...[...files].filter((file) => !main.has(file) && !inPage.has(file))];
        });
        const data = `<script type="application/json" id="page-scripts">${JSON.stringify(pages)}</script>`;
        return {
          // Above the script that reads it, and below the charset.
          html: html.replace('<script src="/theme.js">', `${data}\n    $&`),
          tags: [...main]
            .filter((file) => !inPage.has(file))
            .map((file) => ({
              tag: "link",
              attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
              injectTo: "head",
            })),
        };
      },
    },
  };
}

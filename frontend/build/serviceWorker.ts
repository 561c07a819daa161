/** Writes the service worker and the page that it shows without a connection. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformWithOxc, type Plugin, type Rolldown } from "vite";

const SOURCE = "src/serviceWorker/sw.ts";
const OFFLINE = "offline.html";
/** What the offline page shows, and what has no hash in its name. */
const PUBLIC = ["theme.js", "offline.js", "icon.svg", "art/moon-poster.svg"];
/** Of the fonts, the one that the first page preloads. */
const FONT = /geist-latin-wght-normal.*\.woff2$/;
/** The modules that every page of the app begins with. */
const SHELL = ["/src/main.tsx", "/src/layout/AppLayout.tsx"];

export function serviceWorker(): Plugin {
  let root = "";
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    generateBundle: {
      // After the stylesheet was written.
      order: "post",
      async handler(_, bundle) {
        const style = Object.keys(bundle).find((name) => name.endsWith(".css"));
        if (!style) throw new Error("There is no stylesheet for the offline page.");
        const page = readFileSync(join(root, OFFLINE), "utf8").replace("%STYLE%", `/${style}`);
        const kept = [...scriptsOf(bundle), style, ...fonts(bundle)].sort();

        const hash = createHash("sha256").update(page).update(kept.join());
        for (const name of PUBLIC) hash.update(readFileSync(join(root, "public", name)));
        const shell = [...kept, ...PUBLIC, OFFLINE].map((name) => `/${name}`);
        const { code } = await transformWithOxc(readFileSync(join(root, SOURCE), "utf8"), SOURCE);
        const source = [
          `const SHELL = ${JSON.stringify(shell)};`,
          `const VERSION = ${JSON.stringify(hash.digest("hex").slice(0, 16))};`,
          // A classic script: not every browser runs modules as service workers.
          code.replace(/^export \{\s*\};?$/m, ""),
        ].join("\n");
        this.emitFile({ type: "asset", fileName: OFFLINE, source: page });
        this.emitFile({ type: "asset", fileName: "sw.js", source });
      },
    },
  };
}

/** The scripts that every page loads. */
function scriptsOf(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const waiting = chunks
    .filter(
      (chunk) =>
        chunk.isEntry || SHELL.some((shell) => chunk.moduleIds.some((id) => id.endsWith(shell))),
    )
    .map((chunk) => chunk.fileName);
  const found = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = bundle[name];
    if (found.has(name) || chunk?.type !== "chunk") continue;
    found.add(name);
    waiting.push(...chunk.imports);
  }
  return [...found];
}

const fonts = (bundle: Rolldown.OutputBundle) =>
  Object.keys(bundle).filter((name) => FONT.test(name));

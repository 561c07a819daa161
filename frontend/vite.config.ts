import tailwindcss from "@tailwindcss/vite";
import { join } from "node:path";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { chunkGroups, fileNameOf, isAlwaysLoaded } from "./build/chunks";
import { compressFiles } from "./build/compressFiles";
import { iconKeys } from "./build/iconKeys";
import { routePreloads } from "./build/routePreloads";
import { serviceWorker } from "./build/serviceWorker";

/** Where the gateway listens while the pages are served by Vite. */
const GATEWAY = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [iconKeys(), solid(), tailwindcss(), routePreloads(), serviceWorker(), compressFiles()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/api": GATEWAY,
      "/stream": GATEWAY,
      "/seen-media": GATEWAY,
    },
  },
  // The worker that draws styled subtitles is a module.
  worker: { format: "es" },
  build: {
    target: "es2022",
    // One stylesheet: pages share nearly all of it, and a second request would delay the paint.
    cssCodeSplit: false,
    // Compressed sizes are in the test of the page weight.
    reportCompressedSize: false,
    manifest: true,
    modulePreload: {
      // A script names what its dynamic imports need: without what is there by then.
      resolveDependencies: (_, files, { hostType }) =>
        hostType === "html" ? files : files.filter((file) => !isAlwaysLoaded(file)),
    },
    rolldownOptions: {
      output: {
        chunkFileNames: fileNameOf,
        // Without this every module that two pages share is a request of its own.
        codeSplitting: {
          groups: chunkGroups(join(import.meta.dirname, "src/")),
        },
      },
    },
  },
});

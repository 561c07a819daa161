import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { compressFiles } from "./build/compressFiles";
import { routePreloads } from "./build/routePreloads";
import { serviceWorker } from "./build/serviceWorker";

/** Where the gateway listens while the pages are served by Vite. */
const GATEWAY = "http://127.0.0.1:8080";

/** What asks for the session and the data: it must not wait for what draws them. */
const BOOT =
  /\/src\/(boot|routeData|api\/(session|earlyRequests)|lib\/crossTabLock|ui\/poster\/srcset)\.ts|\/solid-js\/dist\/solid\.js/;
/** Lists of all titles, which no first page starts with. */
const GRIDS =
  /\/src\/(lib\/pagedList|shared\/titles\/(PosterGrid|MediaGrid)|ui\/(virtualGrid|gridRows))\.tsx?$/;
/** Fields of forms, and the wall of posters behind the first ones. */
const FORMS =
  /\/src\/(api\/admin|ui\/(SelectField|TextField|NumberField|Switch|PosterWall))\.tsx?$/;
/** What most pages need. Menus, dialogs and downloads are left out: they are loaded when opened. */
const SHARED =
  /\/src\/(api|lib|layout|shared\/(titles|preferences)|ui\/(?!Modal|Sheet|OpenedMenu))|node_modules\/lucide-solid\//;
/** What the layout shows before any page, with what it depends on. */
const FRAME = /\/src\/layout\/(?!MoreSheet)|\/src\/ui\/(Toasts|FailedState|Skeleton)\.tsx$/;
const isShared = (id: string) => SHARED.test(id) && !GRIDS.test(id) && !FORMS.test(id);

export default defineConfig({
  plugins: [solid(), tailwindcss(), routePreloads(), serviceWorker(), compressFiles()],
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
    rolldownOptions: {
      output: {
        // Without this every module that two pages share is a request of its own.
        advancedChunks: {
          groups: [
            { name: "boot", test: BOOT, priority: 3 },
            {
              name: "vendor",
              test: /node_modules\/(solid-js|@solidjs|openapi-fetch)\//,
              priority: 2,
            },
            { name: "frame", test: FRAME, priority: 2 },
            { name: "shared", test: isShared, minShareCount: 4, priority: 1 },
            { name: "grids", test: GRIDS },
            { name: "forms", test: FORMS },
            {
              name: "downloads",
              test: /\/src\/shared\/downloads\/(jobState|addDownload|freeSources|getAndWatch|GetAndWatchButton)\.tsx?$/,
            },
          ],
        },
      },
    },
  },
});

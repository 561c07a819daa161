import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

/** Where the front door listens while the pages are served by Vite. */
const FRONT_DOOR = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [solid(), tailwindcss()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/api": FRONT_DOOR,
      "/stream": FRONT_DOOR,
      "/seen-media": FRONT_DOOR,
    },
  },
  build: {
    target: "es2022",
    // One stylesheet: pages share nearly all of it, and a second request would delay the paint.
    cssCodeSplit: false,
    reportCompressedSize: true,
  },
});

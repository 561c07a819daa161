import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

/** Where the gateway listens while the pages are served by Vite. */
const GATEWAY = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [solid(), tailwindcss()],
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/api": GATEWAY,
      "/stream": GATEWAY,
      "/seen-media": GATEWAY,
    },
  },
  build: {
    target: "es2022",
    // One stylesheet: pages share nearly all of it, and a second request would delay the paint.
    cssCodeSplit: false,
    reportCompressedSize: true,
  },
});

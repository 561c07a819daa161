import tailwindcss from "@tailwindcss/vite";
import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";

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
  test: {
    environment: "jsdom",
    globals: true,
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});

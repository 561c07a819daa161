import { defineConfig, mergeConfig } from "vitest/config";
import vite from "./vite.config";

const shared = {
  globals: true,
  restoreMocks: true,
  unstubGlobals: true,
  setupFiles: ["tests/setup.ts"],
  // A test ends when it hangs, not when the machine is busy.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      // A document costs half a second per file: plain functions are tested without one. A
      // `.test.ts` that needs it says so: `// @vitest-environment jsdom`.
      projects: [
        {
          extends: true,
          test: {
            ...shared,
            name: "functions",
            environment: "node",
            include: ["src/**/*.test.ts", "eslint/**/*.test.js"],
          },
        },
        {
          extends: true,
          test: {
            ...shared,
            name: "components",
            environment: "jsdom",
            include: ["src/**/*.test.tsx"],
          },
        },
      ],
    },
  }),
);

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

// Tests that replace modules, or that are about what a module keeps: each file has its own copies.
const KEPT = [
  "src/api/**/*.test.ts",
  "src/features/library/fileLinks.test.ts",
  "src/features/player/playerId.test.ts",
  "src/features/player/runCommand.test.ts",
  "src/features/saved/*.test.ts",
  "src/features/search/titleSearch.test.ts",
  "src/lib/theme.test.ts",
  "src/shared/titles/titleActions.test.ts",
];
const KEPT_COMPONENTS = [
  "src/features/collections/AddTitles.test.tsx",
  "src/features/library/AwayLines.test.tsx",
  "src/features/library/ForgetMissing.test.tsx",
  "src/features/library/UnmatchedCard.test.tsx",
  "src/features/player/StyledSubtitleChoice.test.tsx",
  "src/features/saved/PlayEditSheet.test.tsx",
  "src/features/settings/FolderBrowser.test.tsx",
  "src/features/settings/LibraryFolderPicker.test.tsx",
  "src/features/settings/SettingsLayout.test.tsx",
  "src/features/settings/WelcomePage.test.tsx",
  "src/features/settings/people/PersonRow.test.tsx",
  "src/features/stats/YearBillboard.test.tsx",
  "src/features/titles/TitleEditSheet.test.tsx",
  "src/features/titles/RecommendationSheet.test.tsx",
  "src/features/titles/WantEpisode.test.tsx",
  "src/shared/handover/otherDevices.test.tsx",
];

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
            include: ["src/**/*.test.ts", "lint/**/*.test.js"],
            exclude: KEPT,
            // A process per file costs more than all of the tests.
            isolate: false,
          },
        },
        {
          extends: true,
          test: { ...shared, name: "modules", environment: "node", include: KEPT },
        },
        {
          extends: true,
          test: {
            ...shared,
            name: "components",
            environment: "jsdom",
            include: ["src/**/*.test.tsx"],
            exclude: KEPT_COMPONENTS,
            // A document and the library per file cost more than all of the tests, too.
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            ...shared,
            name: "modules of components",
            environment: "jsdom",
            include: KEPT_COMPONENTS,
          },
        },
      ],
    },
  }),
);

import { ESLint, Linter } from "eslint";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const configs = new ESLint({ cwd: ROOT });

/** Messages of the project's own configuration for one line in a file at this path. */
async function lint(file, line) {
  const filename = path.join(ROOT, file);
  const { plugins, languageOptions, rules } = await configs.calculateConfigForFile(filename);
  const config = {
    files: ["**/*.{ts,tsx}"],
    plugins: { layers: plugins.layers },
    languageOptions: { parser: languageOptions.parser },
    rules: { "layers/imports": rules["layers/imports"] },
  };
  return new Linter({ cwd: ROOT }).verify(line, [config], { filename }).map((each) => each.message);
}

test.each([
  ["src/features/library/scan.ts", 'import { x } from "../downloads/jobActions";'],
  ["src/features/library/scan.ts", 'import type { X } from "../downloads/jobActions";'],
  ["src/features/library/scan.ts", 'const page = import("../downloads/DownloadsPage");'],
  ["src/features/library/scan.ts", 'export { x } from "../../layout/navigation";'],
  ["src/shared/titles/filters.ts", 'import { x } from "../../features/library/scan";'],
  ["src/shared/titles/filters.ts", 'import { x } from "../downloads/liveDownloads";'],
  ["src/shared/queries.ts", 'import { x } from "./titles/filters";'],
  ["src/api/downloads.ts", 'import { x } from "../shared/queries";'],
  ["src/api/downloads.ts", 'import { toast } from "../ui/toast";'],
  ["src/ui/Button.tsx", 'import { listMedia } from "../api/catalog";'],
  ["src/ui/Button.tsx", 'import { x } from "../shared/queries";'],
  ["src/lib/format.ts", 'import { toast } from "../ui/toast";'],
])("%s must not contain: %s", async (file, line) => {
  expect(await lint(file, line)).toEqual([expect.stringContaining("must not import")]);
});

test.each([
  ["src/routes.tsx", 'const page = import("./features/library/LibraryPage");'],
  ["src/layout/AppLayout.tsx", 'const palette = import("../features/search/CommandPalette");'],
  ["src/features/library/scan.ts", 'import { libraryChanged } from "./library";'],
  ["src/features/library/scan.ts", 'import { dashboardQuery } from "../../shared/queries";'],
  ["src/shared/titles/filters.ts", 'import { dashboardQuery } from "../queries";'],
  ["src/shared/titles/filters.ts", 'import { listMedia } from "../../api/catalog";'],
  ["src/api/session.ts", 'import { keep } from "../lib/storage";'],
  ["src/ui/PosterCard.tsx", 'import type { MediaCard } from "../api/types";'],
  ["src/ui/poster/Artwork.tsx", 'import { toast } from "../toast";'],
])("%s may contain: %s", async (file, line) => {
  expect(await lint(file, line)).toEqual([]);
});

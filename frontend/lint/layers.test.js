import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "layers-"));

/** Each has a file of its own, in a `src` of its own. */
const cases = (kind, lines) =>
  lines.map(([file, line], index) => ({
    file,
    line,
    written: path.join(folder, kind, String(index), file),
  }));

const FORBIDDEN = cases("forbidden", [
  ["src/features/library/libraryScan.ts", 'import { x } from "../downloads/jobActions";'],
  ["src/features/library/libraryScan.ts", 'import type { X } from "../downloads/jobActions";'],
  ["src/features/library/libraryScan.ts", 'const page = import("../downloads/DownloadsPage");'],
  ["src/features/library/libraryScan.ts", 'export { x } from "../../layout/navigation";'],
  ["src/shared/titles/titleListFilters.ts", 'import { x } from "../../features/library/scan";'],
  ["src/shared/titles/titleListFilters.ts", 'import { x } from "../downloads/liveDownloads";'],
  ["src/shared/queries.ts", 'import { x } from "./titles/filters";'],
  ["src/api/downloads.ts", 'import { x } from "../shared/queries";'],
  ["src/api/downloads.ts", 'import { toast } from "../ui/toast";'],
  ["src/ui/Button.tsx", 'import { listMedia } from "../api/catalog";'],
  ["src/ui/Button.tsx", 'import { x } from "../shared/queries";'],
  ["src/lib/format.ts", 'import { toast } from "../ui/toast";'],
]);
const ALLOWED = cases("allowed", [
  ["src/routes.tsx", 'const page = import("./features/library/LibraryPage");'],
  ["src/layout/AppLayout.tsx", 'const palette = import("../features/search/CommandPalette");'],
  ["src/features/library/libraryScan.ts", 'import { libraryChanged } from "./library";'],
  ["src/features/library/libraryScan.ts", 'import { dashboardQuery } from "../../shared/queries";'],
  ["src/shared/titles/titleListFilters.ts", 'import { dashboardQuery } from "../queries";'],
  ["src/shared/titles/titleListFilters.ts", 'import { listMedia } from "../../api/catalog";'],
  ["src/api/signedInUser.ts", 'import { keep } from "../lib/storage";'],
  ["src/ui/PosterCard.tsx", 'import type { MediaCard } from "../api/types";'],
  ["src/ui/poster/Artwork.tsx", 'import { toast } from "../toast";'],
]);

/** What the project's own configuration says of these files. */
const messages = new Map();

beforeAll(() => {
  for (const { written, line } of [...FORBIDDEN, ...ALLOWED]) {
    mkdirSync(path.dirname(written), { recursive: true });
    writeFileSync(written, line);
  }
  const { stdout } = spawnSync(
    "node_modules/.bin/oxlint",
    ["-c", ".oxlintrc.json", "-f", "json", folder],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  const { diagnostics, number_of_files } = JSON.parse(stdout);
  expect(number_of_files).toBe(FORBIDDEN.length + ALLOWED.length);
  for (const { code, filename, message } of diagnostics)
    if (code === "layers(imports)") messages.set(path.resolve(ROOT, filename), message);
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(FORBIDDEN)("$file must not contain: $line", ({ written }) => {
  expect(messages.get(written)).toContain("must not import");
});

test.each(ALLOWED)("$file may contain: $line", ({ written }) => {
  expect(messages.get(written)).toBeUndefined();
});

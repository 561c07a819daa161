/** Compresses the built files once, so that no server has to. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const SHRINKS = /\.(css|html|js|json|svg|wasm|webmanifest)$/;
/** A smaller file fits into the first packet as it is. */
const MIN_BYTES = 512;
/** Above it the best quality takes eight seconds a file, for a seventh less. */
const LARGE_BYTES = 2 ** 20;
const LARGE_QUALITY = 9;

/** Writes `<file>.br` and `<file>.gz` beside every file of the output that shrinks. */
export function compressFiles(): Plugin {
  let folder = "";
  return {
    name: "compress-files",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const path = join(folder, name);
        if (!SHRINKS.test(name) || statSync(path).size < MIN_BYTES) continue;
        const body = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
        const quality = body.length > LARGE_BYTES ? LARGE_QUALITY : constants.BROTLI_MAX_QUALITY;
        const brotli = { [constants.BROTLI_PARAM_QUALITY]: quality };
        writeFileSync(`${path}.br`, brotliCompressSync(body, { params: brotli }));
      }
    },
  };
}

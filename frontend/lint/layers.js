import path from "node:path";

/**
 * Layers of `src`, highest first, and what each may import besides itself. Files at the top of
 * `src` (`main.tsx`, `routes.tsx`) may import everything.
 */
const MAY_IMPORT = {
  layout: ["features", "shared", "api", "ui", "lib"],
  features: ["shared", "api", "ui", "lib"],
  shared: ["api", "ui", "lib"],
  api: ["lib"],
  ui: ["lib"],
  lib: [],
};
/** The shapes on the wire are types only: a component may be typed by them without fetching. */
const MAY_IMPORT_TYPES = { ui: ["api"], lib: ["api"] };
/** Folders of these layers do not import each other; files beside the folders belong to all of them. */
const SEPARATE_FOLDERS = ["features", "shared"];

/** `layer` and `folder` of a path below `src`; null for any other path. */
function locate(file) {
  const parts = file.split(path.sep);
  const src = parts.lastIndexOf("src");
  if (src < 0) return null;
  const [layer, folder, ...rest] = parts.slice(src + 1);
  if (!(layer in MAY_IMPORT)) return null;
  return { layer, folder: rest.length > 0 ? folder : null };
}

/** Why `from` may not import `to`; null when it may. */
function violation(from, to, isTypeOnly) {
  if (from.layer === to.layer) {
    if (!SEPARATE_FOLDERS.includes(from.layer) || to.folder === null) return null;
    if (from.folder === to.folder) return null;
    return `${from.layer}/${from.folder ?? ""} must not import ${to.layer}/${to.folder}.`;
  }
  if (MAY_IMPORT[from.layer].includes(to.layer)) return null;
  if (isTypeOnly && MAY_IMPORT_TYPES[from.layer]?.includes(to.layer)) return null;
  return `${from.layer} must not import ${to.layer}.`;
}

/** Reports an import that goes up a layer, or across to a sibling folder. */
const imports = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const from = locate(context.filename);
    if (from === null) return {};
    const check = (source, isTypeOnly) => {
      if (typeof source?.value !== "string" || !source.value.startsWith(".")) return;
      const to = locate(path.resolve(path.dirname(context.filename), source.value));
      const message = to && violation(from, to, isTypeOnly);
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source, node.importKind === "type"),
      ImportExpression: (node) => check(node.source, false),
      ExportNamedDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ExportAllDeclaration: (node) => check(node.source, node.exportKind === "type"),
    };
  },
};

export default { meta: { name: "layers" }, rules: { imports } };

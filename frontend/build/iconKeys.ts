/** Icons without the keys of their parts, which only React reads: random letters do not compress. */
import type { Plugin } from "vite";

const ICON = /\/lucide-solid\/dist\/source\/icons\/[^/]+\.jsx$/;
const KEY = /, key: "\w+"(?= \})/g;

export function iconKeys(): Plugin {
  return {
    name: "icon-keys",
    enforce: "pre",
    transform: {
      filter: { id: ICON },
      handler: (code) => ({ code: code.replace(KEY, ""), map: null }),
    },
  };
}

import js from "@eslint/js";
import solid from "eslint-plugin-solid/configs/typescript";
import tseslint from "typescript-eslint";
import { imports } from "./eslint/layers.js";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "public", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, solid],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers in text are what this interface is made of.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // Ours that read what they are given inside an effect.
      "solid/reactivity": [
        "warn",
        {
          customReactiveFunctions: [
            "createDetails",
            "createLiveDownloads",
            "createOpenJob",
            "createSelection",
            "createEventLog",
            "pageTitle",
            "refetchWhile",
            "refreshWhenOneCompletes",
            "repeat",
            "rovingFocus",
          ],
        },
      ],
    },
  },
  {
    files: ["src/**"],
    plugins: { layers: { rules: { imports } } },
    rules: { "layers/imports": "error" },
  },
);

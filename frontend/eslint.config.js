import js from "@eslint/js";
import solid from "eslint-plugin-solid/configs/typescript";
import tseslint from "typescript-eslint";

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
            "createOpened",
            "createSelection",
            "createStory",
            "pageTitle",
            "refetchWhile",
            "refreshWhenOneArrives",
            "repeat",
            "roving",
          ],
        },
      ],
    },
  },
  {
    // A layer may use what stands below it: features > media > ui > lib, and features never each other.
    files: ["src/ui/**", "src/lib/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["**/features/**", "**/frame/**", "**/media/**"] },
            { group: ["**/api/**"], allowTypeImports: true },
          ],
        },
      ],
    },
  },
  {
    files: ["src/features/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { patterns: [{ group: ["../../frame/**", "../../features/**"] }] },
      ],
    },
  },
);

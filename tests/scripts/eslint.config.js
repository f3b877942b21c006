// What is asked of every script: those of the theme and the preview, which run in a browser, and the tests.
import js from "@eslint/js";
import stylistic from "@stylistic/eslint-plugin";
import globals from "globals";

const MODULES = ["answer", "later", "search"].map((folder) => `themes/greyline/assets/${folder}/*.js`);
const CLASSIC = ["themes/greyline/assets/*.js", "src/preview/assets/*.js"];
const TESTS = ["tests/**/*.js", "tests/**/*.mjs"];

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "@stylistic": stylistic },
    rules: {
      "@stylistic/max-len": ["error", { code: 120 }],
      "@stylistic/semi": ["error", "always"],
      eqeqeq: "error",
      "no-sequences": "error",
      "no-shadow": "error",
      "no-unneeded-ternary": "error",
      "no-unused-vars": ["error", { caughtErrors: "none", argsIgnorePattern: "^_$" }],
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", "never"],
      "prefer-const": "error",
    },
  },
  {
    files: MODULES,
    languageOptions: { sourceType: "module", globals: globals.browser },
    // The bundler takes what begins a line for a declaration that all modules see.
    rules: { "@stylistic/indent": ["error", 2] },
  },
  {
    files: CLASSIC,
    languageOptions: { sourceType: "script", globals: globals.browser },
  },
  {
    // The preview's bar calls what its other script declares.
    files: ["src/preview/assets/swap.js"],
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^greylineSwap$" }] },
  },
  {
    files: ["src/preview/assets/bar.js"],
    languageOptions: { globals: { greylineSwap: "readonly" } },
  },
  {
    // This one runs before anything else, in a browser of any age.
    files: ["themes/greyline/assets/scheme.js"],
    languageOptions: { ecmaVersion: 5 },
    rules: { "no-var": "off", "prefer-const": "off", "object-shorthand": "off" },
  },
  {
    files: TESTS,
    languageOptions: { sourceType: "module", globals: { ...globals.node, ...globals.browser } },
    rules: {
      "@stylistic/max-len": [
        "error",
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
      ],
      "no-control-regex": "off",
      // Playwright reads the names of fixtures out of the pattern, an empty one too.
      "no-empty-pattern": ["error", { allowObjectPatternsAsParameters: true }],
    },
  },
];

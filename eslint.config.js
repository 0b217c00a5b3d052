// What holds for the browser's scripts, beside their types (tsconfig.json).
import js from "@eslint/js";
import globals from "globals";

export default [
  {ignores: ["**/vendor/**", "node_modules/**", ".venv/**"]},
  js.configs.recommended,
  {
    files: ["geo/**/*.js", "benchmarks/*.js"],
    languageOptions: {globals: {...globals.browser, L: "readonly", Supercluster: "readonly"}},
  },
  {
    files: ["tests/**/*.js"],
    languageOptions: {globals: globals.node},
  },
  {
    linterOptions: {reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error"},
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": ["error", {varsIgnorePattern: "^_", argsIgnorePattern: "^_"}],
      "no-use-before-define": ["error", {functions: false, variables: false}],
      "no-useless-concat": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "off",
      // Text from outside is set as text.
      "no-restricted-properties": ["error", {property: "innerHTML", message: "Set textContent."}, {property: "outerHTML", message: "Set textContent."}, {property: "insertAdjacentHTML", message: "Set textContent."}],
    },
  },
];

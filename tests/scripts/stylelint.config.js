// What is asked of every style sheet.
export default {
  extends: "stylelint-config-recommended",
  plugins: ["@stylistic/stylelint-plugin"],
  rules: {
    "@stylistic/indentation": 2,
    "@stylistic/max-line-length": 120,
    // Rules are in the order of the page. Which one wins is seen there.
    "no-descending-specificity": null,
  },
  overrides: [
    {
      // The bar undoes the styles of the page before it sets its own.
      files: "../../src/preview/assets/bar.css",
      rules: { "no-duplicate-selectors": null },
    },
  ],
};

import tseslint from 'typescript-eslint';

/** Ways to write HTML that do not escape: lit-html templates and `textContent` do. */
const unescapedHtml = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'].map(
  (property) => ({
    property,
    message: 'Write text with lit-html templates or textContent: both escape.',
  }),
);

export default tseslint.config(
  { ignores: ['dist/', '.cache/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-console': 'error',
      'no-eval': 'error',
      'no-restricted-properties': ['error', ...unescapedHtml],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['lit-html/directives/unsafe-*'], message: 'It writes text as HTML.' },
            { group: ['@vscode/webview-ui-toolkit*'], message: 'Take controls from controls.ts.' },
          ],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['src/webview/controls.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);

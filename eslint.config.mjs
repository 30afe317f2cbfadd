import { configs as regexp } from 'eslint-plugin-regexp';
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
    ...regexp.recommended,
    files: ['src/**'],
    rules: {
      ...regexp.recommended.rules,
      // Text from outside must not cost more than time in proportion to its length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      // Matters of taste, and control characters are what cleaning looks for.
      'no-control-regex': 'off',
      'regexp/no-obscure-range': 'off',
      'regexp/prefer-w': 'off',
      'regexp/use-ignore-case': 'off',
    },
  },
  {
    files: ['src/webview/shared/controls.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);

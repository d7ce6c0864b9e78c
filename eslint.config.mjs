import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { classLimits } from './scripts/lint/classLimits.mjs';
import { functionLines } from './scripts/lint/functionLines.mjs';

const emptyCatch = {
  selector: 'CatchClause > BlockStatement[body.length=0]',
  message: 'Say in code what happens to the error: handle it, log it, or return something that names it.',
};
const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };
const directRegistration = {
  selector: 'CallExpression[callee.property.name=/^register(TextEditor)?Command$/]',
  message: 'Register commands through the registrar in src/host.',
};
const directQuestion = {
  selector: 'MemberExpression[property.name="showInputBox"]',
  message: 'Ask with askText of src/host, which keeps what was typed when the focus goes elsewhere.',
};

const sizes = {
  'max-lines': ['error', 400],
  'local/function-lines': ['error', { max: 60 }],
  'local/class-limits': ['error', { maxMethods: 15, maxMutableFields: 3 }],
  complexity: ['error', 12],
  'max-params': ['error', 4],
  'no-restricted-syntax': ['error', emptyCatch],
};

const nodeGlobals = [
  ...['AbortController', 'AbortSignal', 'Buffer', 'URL', 'URLSearchParams', 'clearInterval', 'clearTimeout', 'console'],
  ...['fetch', 'performance', 'process', 'queueMicrotask', 'setInterval', 'setTimeout', 'structuredClone'],
];

export default tseslint.config(
  {
    ignores: ['dist/', 'dist-test/', 'coverage/', 'sample/', 'test/fixtures/', '.editor/', '.screenshots/'],
  },
  {
    linterOptions: { noInlineConfig: true },
    plugins: { local: { rules: { 'class-limits': classLimits, 'function-lines': functionLines } } },
    rules: sizes,
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.cjs', 'tools/opener/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', exports: 'readonly' },
    },
  },
  {
    files: ['**/*.{ts,mts}'],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': false },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      'no-restricted-syntax': ['error', emptyCatch, defaultExport],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/host/**'],
    rules: { 'no-restricted-syntax': ['error', emptyCatch, defaultExport, directRegistration, directQuestion] },
  },
  {
    files: ['src/webview/**/*.ts'],
    rules: { 'local/class-limits': ['error', { maxMethods: 15, maxMutableFields: 3, maxLines: 100 }] },
  },
);

import type { Translate } from '../translate';

/** A text in a configuration file that looks like a secret: its place, and how it could be kept instead. */
export interface LiteralSecret {
  /** Of the secret itself, in UTF-16 units from the beginning of the file. */
  start: number;
  end: number;
  what: 'token' | 'key' | 'address' | 'named';
  /** A name for it. */
  name: string;
  /** What can stand in its place, where the file's format has something for that; null where not. */
  reference: string | null;
}

/** Files that say how agents work: those in which commands are run by a shell have variables. */
const files: readonly { name: RegExp; runsCommands: boolean }[] = [
  { name: /(^|\/)\.cursor\/(environment|worktrees)\.json$/, runsCommands: true },
  { name: /(^|\/)conductor\.json$/, runsCommands: true },
  { name: /(^|\/)\.cursor\/mcp\.json$/, runsCommands: false },
  { name: /(^|\/)\.vscode\/(mcp|settings)\.json$/, runsCommands: false },
  { name: /(^|\/)\.mcp\.json$/, runsCommands: false },
];

/** Beginnings that only secrets have. */
const known: readonly { form: RegExp; what: LiteralSecret['what']; name: string }[] = [
  { form: /\bsk-ant-[\w-]{20,}/g, what: 'key', name: 'ANTHROPIC_API_KEY' },
  { form: /\bsk-(?!ant-)[\w-]{20,}/g, what: 'key', name: 'OPENAI_API_KEY' },
  { form: /\b(?:gh[pousr]_\w{30,}|github_pat_\w{22,})/g, what: 'token', name: 'GITHUB_TOKEN' },
  { form: /\bglpat-[\w-]{20,}/g, what: 'token', name: 'GITLAB_TOKEN' },
  { form: /\bnpm_[A-Za-z0-9]{30,}/g, what: 'token', name: 'NPM_TOKEN' },
  { form: /\bxox[abeprs]-[\w-]{10,}/g, what: 'token', name: 'SLACK_TOKEN' },
  { form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, what: 'key', name: 'AWS_ACCESS_KEY_ID' },
  { form: /\bAIza[\w-]{35}/g, what: 'key', name: 'GOOGLE_API_KEY' },
  { form: /\bhf_[A-Za-z0-9]{30,}/g, what: 'token', name: 'HF_TOKEN' },
  { form: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g, what: 'token', name: 'ACCESS_TOKEN' },
  { form: /(?<=:\/\/[^\s:@/"]{1,100}:)[^\s@/"$]{8,}(?=@)/g, what: 'address', name: 'URL_PASSWORD' },
];

const secretKey = /token|secret|passw|api[_-]?key|credential|private[_-]?key|authorization/i;
const placeholder = /\$\{|\$[A-Z_]|<[^>]*>|^\.\.\.|x{4,}|\*{3,}|\b(your|example|changeme|placeholder|dummy|todo)\b/i;
const minNamedLength = 12;
/** Bits a character: words of a language have fewer, random letters more. */
const minEntropy = 3.3;
const maxText = 256 * 1024;
/** A string of JSON, and the colon that makes it a key. */
const strings = /"((?:[^"\\\n]|\\.)*)"(\s*:)?/g;

/** Whether a file of this path is looked at; the path has `/` between its parts. */
export function mayHoldSecrets(path: string): boolean {
  return files.some(({ name }) => name.test(path));
}

/** What in a configuration file looks like a secret, in the order of the text. Nothing in very long files. */
export function literalSecrets(path: string, text: string): LiteralSecret[] {
  const file = files.find(({ name }) => name.test(path));
  if (file === undefined || text.length > maxText) {
    return [];
  }
  let key = '';
  return [...text.matchAll(strings)].flatMap(({ index, 1: value = '', 2: colon }) => {
    if (colon !== undefined) {
      key = value;
      return [];
    }
    const start = index + 1;
    const found = knownSecrets(value);
    return (found.length > 0 ? found : namedIn(key, value)).map((one) => ({
      ...one,
      start: start + one.start,
      end: start + one.end,
      reference: file.runsCommands && isInCommand(value, one) ? `\${${one.name}}` : null,
    }));
  });
}

type Part = Omit<LiteralSecret, 'reference'>;

/** What in any text has a beginning that only secrets have, in the order of the text. */
export function knownSecrets(value: string): Part[] {
  const parts = known.flatMap(({ form, what, name }) =>
    [...value.matchAll(form)]
      .filter(([text]) => !placeholder.test(text))
      .map((match) => ({ start: match.index, end: match.index + match[0].length, what, name })),
  );
  return parts.toSorted((one, other) => one.start - other.start);
}

function namedIn(key: string, value: string): Part[] {
  const text = value.replace(/^(Bearer|Basic|token)\s+/i, '');
  const isSecret =
    secretKey.test(key) &&
    text.length >= minNamedLength &&
    !/\s/.test(text) &&
    !placeholder.test(text) &&
    entropy(text) >= minEntropy;
  const start = value.length - text.length;
  return isSecret ? [{ start, end: value.length, what: 'named', name: variableName(key) }] : [];
}

/** What stands alone is no part of a command, and between single quotes a shell replaces nothing. */
function isInCommand(value: string, { start, end }: Part): boolean {
  const before = value.slice(0, start);
  return end - start < value.length && /\s/.test(value) && (before.split("'").length - 1) % 2 === 0;
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

function variableName(key: string): string {
  const name = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
  return /^[A-Z_]/.test(name) ? name.slice(0, 64) : `SECRET_${name}`.slice(0, 64);
}

/** What was found, why that is bad and what to do, without a letter of it. */
export function literalSecretLabel({ what }: Pick<LiteralSecret, 'what'>, t: Translate): string {
  const words = {
    token: t('an access token'),
    key: t('an API key'),
    address: t('a password in an address'),
    named: t('a secret'),
  };
  return t(
    'This looks like {0}. Whoever reads the repository, agents too, can use it: keep it as a secret and revoke this one.',
    words[what],
  );
}

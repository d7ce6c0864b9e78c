/**
 * Collects the sentences that the source hands to a translator, `t('…')`, and writes l10n/bundle.l10n.json, which
 * translators start from. `--check` fails when the file differs from what it would write.
 */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './setup/places.mjs';

const file = path.join(root, 'l10n/bundle.l10n.json');

function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name));
}

/** The first argument of each call of a function named `t`. A sentence that is not a literal can't be translated. */
function sentences(name) {
  const source = ts.createSourceFile(name, fs.readFileSync(name, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTranslate(node.expression)) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first)) found.push(first.text);
      else if (first) throw new Error(`${path.relative(root, name)}: t() wants a literal, not ${first.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTranslate(callee) {
  return ts.isIdentifier(callee)
    ? callee.text === 't'
    : ts.isPropertyAccessExpression(callee) && callee.name.text === 't';
}

function bundle() {
  const all = sources(path.join(root, 'src'))
    .filter((name) => !name.endsWith('translate.ts'))
    .flatMap(sentences);
  const sorted = [...new Set(all)].sort();
  return `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
}

const after = bundle();
if (!process.argv.includes('--check')) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, after);
} else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== after) {
  console.error('l10n/bundle.l10n.json does not hold the sentences of the source; run: node scripts/l10n.mjs');
  process.exitCode = 1;
}

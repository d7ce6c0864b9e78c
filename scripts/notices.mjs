/**
 * Writes THIRD_PARTY_NOTICES.txt: the licences of all packages that the bundles hold, as those licences ask. What is bundled is
 * what src imports, and what that depends on. `--check` fails when the file differs from what it would write.
 */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './setup/places.mjs';

const file = path.join(root, 'THIRD_PARTY_NOTICES.txt');

/** The packages that src imports, but for the editor's own module, and the font and grammars that the build copies. */
function importedPackages() {
  const sources = fs
    .globSync('src/**/*.ts', { cwd: root })
    .map((name) => fs.readFileSync(path.join(root, name), 'utf8'));
  const names = sources.flatMap((text) =>
    [...text.matchAll(/(?:from|import\()\s*'([^'.][^']*)'/g)].map(([, name]) => name),
  );
  const packages = names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)[0]);
  return [
    ...packages.filter((name) => !name.startsWith('node:') && name !== 'vscode'),
    '@vscode/codicons',
    '@vscode/tree-sitter-wasm',
  ];
}

function folderOf(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name);
    if (fs.existsSync(path.join(found, 'package.json'))) return fs.realpathSync(found);
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Adds a package and all it depends on. Types have no code, so they are not bundled. */
function collect(name, from, found) {
  const folder = name.startsWith('@types/') ? undefined : folderOf(name, from);
  if (folder === undefined || found.has(folder)) return;
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  found.set(folder, manifest);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) collect(dependency, folder, found);
}

function licenceText(folder) {
  const names = fs.readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  return names.sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

function notices() {
  const found = new Map();
  for (const name of importedPackages()) collect(name, root, found);
  const sections = [...found].map(([folder, { name, version, license, author }]) => {
    const by = typeof author === 'string' ? author : author?.name;
    const texts = licenceText(folder);
    const text = texts.length > 0 ? texts : [`${license}${by ? `, by ${by}` : ''}`];
    return { name, text: `${name} ${version} (${license})\n\n${text.join('\n\n')}\n` };
  });
  const line = `\n${'-'.repeat(80)}\n\n`;
  const sorted = sections.sort((one, other) => (one.name < other.name ? -1 : 1)).map(({ text }) => text);
  return [`Background Agents holds these packages.\n`, ...sorted].join(line);
}

const text = notices();
if (!process.argv.includes('--check')) {
  fs.writeFileSync(file, text);
} else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
  console.error('notices: THIRD_PARTY_NOTICES.txt is not that of the packages in use; run: npm run docs');
  process.exitCode = 1;
}

/**
 * Writes the tables of settings and commands into README.md, between `<!-- settings -->` and `<!-- /settings -->` (and the
 * same for commands), from package.json and package.nls.json. `--check` fails when the tables differ from what it would write.
 */
import * as prettier from 'prettier';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './setup/places.mjs';

const readme = path.join(root, 'README.md');
const { contributes = {} } = readJson('package.json');
const strings = fs.existsSync(path.join(root, 'package.nls.json')) ? readJson('package.nls.json') : {};

function readJson(name) {
  return JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
}

/** "%key%" stands for a string of package.nls.json, which may be {message, comment}. */
function localized(text = '') {
  const key = /^%(.+)%$/.exec(text)?.[1];
  if (!key) return text;
  const found = strings[key];
  if (found === undefined) throw new Error(`package.nls.json has no "${key}"`);
  return found.message ?? found;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(value) {
  return value === undefined ? '' : `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}

function settings() {
  const groups = [contributes.configuration ?? []].flat();
  const all = groups.flatMap(({ properties = {} }) => Object.entries(properties));
  const rows = all.map(([id, setting]) => {
    const choices = setting.enum ? ` One of ${setting.enum.map(code).join(', ')}.` : '';
    const description = localized(setting.markdownDescription ?? setting.description);
    return [code(id), code(setting.default), setting.scope ?? 'window', description + choices];
  });
  return table(['Setting', 'Default', 'Scope', 'What it does'], rows);
}

/** The commands that the palette offers, with their keys. */
function commands() {
  const hidden = (contributes.menus?.commandPalette ?? []).filter(({ when }) => when === 'false');
  const offered = (contributes.commands ?? []).filter(
    ({ command }) => !hidden.some((item) => item.command === command),
  );
  const rows = offered.map(({ command, category, title }) => {
    const keys = (contributes.keybindings ?? [])
      .filter((binding) => binding.command === command)
      .map(({ key }) => code(key));
    return [[category, title].filter(Boolean).map(localized).join(': '), keys.join(' or '), code(command)];
  });
  return table(['Command', 'Keys', 'Id'], rows);
}

function withTable(text, name, content) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`README.md has no ${start} … ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

async function generated(text) {
  if (!contributes.commands && !contributes.configuration) return text;
  const filled = withTable(withTable(text, 'settings', settings()), 'commands', commands());
  return prettier.format(filled, { ...(await prettier.resolveConfig(readme)), filepath: readme });
}

try {
  const before = fs.readFileSync(readme, 'utf8');
  const after = await generated(before);
  if (!process.argv.includes('--check')) fs.writeFileSync(readme, after);
  else if (after !== before)
    throw new Error('the tables in README.md are not those of package.json; run: npm run docs');
} catch (error) {
  console.error(`docs: ${error.message}`);
  process.exitCode = 1;
}

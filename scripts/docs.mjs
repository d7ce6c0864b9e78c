/**
 * Writes the tables of the pages: settings and commands from package.json and package.nls.json, each between comments like
 * `<!-- settings -->` and `<!-- /settings -->`; the commands of the terminal from its own help; defences from
 * test/security/defences.json. `--check` fails when a table differs from what it would write.
 */
import * as prettier from 'prettier';
import fs from 'node:fs';
import path from 'node:path';
import { subcommandGroups } from '../src/cli/subcommands.ts';
import { root } from './setup/places.mjs';

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

/** A table for each group of the help. */
function terminal() {
  const rows = ({ commands }) => commands.map(({ name, summary }) => [code(name), summary]);
  return subcommandGroups
    .map((group) => `**${group.title}**\n\n${table(['Command', 'What it does'], rows(group))}`)
    .join('\n\n');
}

/** Each row of the threat table that concerns what exists, the line without which its test fails, and the test. */
function defences() {
  const rows = readJson('test/security/defences.json').map(({ row, defence, test, out = [] }) => {
    const lines = out.map(({ in: file, line }) => `\`${path.basename(file)}\`: ${asCode(line)}`);
    return [
      row,
      defence,
      lines.length > 2 ? `${lines[0]} and ${lines.length - 1} more` : lines.join('; '),
      `\`${test}\``,
    ];
  });
  return table(['Row', 'Defence', 'The line', 'Test'], rows);
}

function asCode(line) {
  const short = line.split('\n')[0].trim().replaceAll('`', "'");
  return `\`${short.length > 60 ? `${short.slice(0, 60)}…` : short}\``;
}

function withTable(text, name, content) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`there is no ${start} … ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

async function write(file, name, content) {
  const page = path.join(root, file);
  const before = fs.readFileSync(page, 'utf8');
  const options = { ...(await prettier.resolveConfig(page)), filepath: page };
  const after = await prettier.format(withTable(before, name, content), options);
  if (!process.argv.includes('--check')) fs.writeFileSync(page, after);
  else if (after !== before) throw new Error(`the table in ${file} is not up to date; run: npm run docs`);
}

try {
  await write('docs/settings.md', 'settings', settings());
  await write('docs/commands.md', 'commands', commands());
  await write('docs/terminal.md', 'terminal', terminal());
  await write('SECURITY.md', 'defences', defences());
} catch (error) {
  console.error(`docs: ${error.message}`);
  process.exitCode = 1;
}

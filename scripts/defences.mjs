/**
 * Takes each defence of test/security/defences.json out, one after another, in a copy of the project, and expects its
 * test to fail then. `--row P01,C08` for some rows only; `--both` also runs each test with its defence, which `npm test`
 * does anyway. The copy is removed afterwards; the project is only read.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './setup/places.mjs';

const wanted = process.argv.includes('--row') ? process.argv[process.argv.indexOf('--row') + 1].split(',') : null;
const both = process.argv.includes('--both');
const all = JSON.parse(fs.readFileSync(path.join(root, 'test/security/defences.json'), 'utf8'));
const defences = all.filter(({ row, out }) => out !== undefined && (wanted === null || wanted.includes(row)));
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'defences-'));
const survived = [];

try {
  copyProject();
  for (const defence of defences) {
    const started = performance.now();
    const verdict = verdictOf(defence);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${verdict === null ? 'ok  ' : 'FAIL'} ${defence.row} ${defence.out[0].in} (${seconds} s) ${verdict ?? ''}`,
    );
    if (verdict !== null) survived.push(defence.row);
  }
} finally {
  fs.rmSync(copy, { recursive: true, force: true });
}
console.log(`${defences.length - survived.length} of ${defences.length} tests fail without their defence.`);
process.exitCode = survived.length === 0 ? 0 : 1;

/** What git knows and what it would add; packages are linked. */
function copyProject() {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const name of listing.toString().split('\0')) {
    const from = path.join(root, name);
    if (name === '' || !fs.existsSync(from)) continue;
    fs.mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    fs.copyFileSync(from, path.join(copy, name));
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
}

/** Null when the test fails without the defence, and with `--both` holds with it. */
function verdictOf({ row, test, name = row, out, built = false }) {
  const originals = new Map(out.map(({ in: file }) => [file, fs.readFileSync(path.join(copy, file), 'utf8')]));
  const restore = () => originals.forEach((text, file) => fs.writeFileSync(path.join(copy, file), text));
  const tried = () => {
    if (built) execFileSync(process.execPath, ['esbuild.mjs'], { cwd: copy, stdio: 'ignore' });
    return run(test, name);
  };
  try {
    const missing = out.find((each) => !takeOut(each));
    if (missing !== undefined) return `the line does not stand there once: ${missing.line}`;
    const without = tried();
    if (without.failed === 0) return `the test is green without it, or was not run: ${without.said}`;
  } finally {
    restore();
  }
  return !both || tried().failed === 0 ? null : 'the test is red with it, too';
}

function takeOut({ in: file, line, without }) {
  const text = fs.readFileSync(path.join(copy, file), 'utf8');
  fs.writeFileSync(
    path.join(copy, file),
    text.replace(line, () => without),
  );
  return text.split(line).length === 2;
}

function run(test, name) {
  const args = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--timeout', '60000', '--bail', '--exit'];
  const { stdout, stderr, signal } = spawnSync(process.execPath, [...args, '--grep', name, test], {
    ...{ cwd: copy, encoding: 'utf8', timeout: 90_000, killSignal: 'SIGKILL' },
  });
  const count = (word) => Number(new RegExp(`^ *(\\d+) ${word}`, 'm').exec(stdout)?.[1] ?? 0);
  // A test that does not come to its end has failed; what can't be loaded without a defence says nothing of the test.
  const failed = signal === null ? count('failing') : 1;
  return { passed: count('passing'), failed, said: `${stdout}${stderr}`.slice(-400) };
}

import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EscapeAttempt } from '../../src/protocol';

/**
 * A program in the place of `/usr/bin/sandbox-exec` that carries a profile of ours out with bubblewrap, rule by rule. It
 * can't hold a command to ports: one that is allowed means the whole network. Each profile is kept in `profiles`.
 */
const program = (bubblewrap: string, leak: EscapeAttempt | null) => `#!${process.execPath}
const fs = require('node:fs'), { spawnSync } = require('node:child_process');
const [option, profile, dashes, ...argv] = process.argv.slice(2);
if (option !== '-p' || dashes !== '--') { console.error('sandbox-exec: usage'); process.exit(64); }
fs.appendFileSync(__dirname + '/profiles', profile);
const leak = ${JSON.stringify(leak)};
const mounts = [];
const hide = (at) => fs.statSync(at).isDirectory() ? ['--tmpfs', at] : ['--ro-bind', '/dev/null', at];
for (const line of profile.split('\\n')) {
  const [, rule = ''] = /^\\((.*?)( \\(|\\)$)/.exec(line) ?? [];
  const at = /^[^"]*\\(literal "([^"]*)"\\)/.exec(line)?.[1];
  if (at === undefined || at === '/dev' || at.startsWith('/dev/null') || !fs.existsSync(at)) continue;
  if (rule.startsWith('deny file-read*')) mounts.push(...(leak === 'secrets' ? [] : hide(at)));
  if (rule.startsWith('allow file-read* file-write*')) mounts.push('--bind', at, at);
  else if (rule.startsWith('allow file-read* process-exec*')) mounts.push(leak === 'repository' ? '--bind' : '--ro-bind', at, at);
  if (rule === 'deny file-write*' && leak !== 'repository') mounts.push('--ro-bind', at, at);
}
const isOpen = leak === 'network' || /^\\(allow network-outbound \\(remote ip/m.test(profile);
const apart = ['--unshare-user-try', '--unshare-ipc', ...(leak === 'processes' ? [] : ['--unshare-pid']), ...(isOpen ? [] : ['--unshare-net'])];
const root = [leak === 'outside' ? '--bind' : '--ro-bind', '/', '/', '--dev', '/dev', ...(leak === 'processes' ? [] : ['--proc', '/proc'])];
const ran = spawnSync(${JSON.stringify(bubblewrap)}, [...root, ...mounts, ...apart, '--die-with-parent', '--', ...argv], { stdio: 'inherit' });
process.exit(ran.status ?? 1);
`;

/** The path of the program, in a folder of its own; `leak`: what it does not hold. */
export function seatbeltStandIn(folder: string, leak: EscapeAttempt | null = null): string {
  const bubblewrap = execFileSync('which', ['bwrap'], { encoding: 'utf8' }).trim();
  return standInOf(folder, program(bubblewrap, leak));
}

export function standInOf(folder: string, text: string): string {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'bin-')), 'sandbox-exec');
  fs.writeFileSync(file, text, { mode: 0o755 });
  return file;
}

/** The newest profile that the program was given. */
export function lastProfile(file: string): string {
  const all = fs.readFileSync(path.join(path.dirname(file), 'profiles'), 'utf8');
  return all.slice(all.lastIndexOf('(version 1)'));
}

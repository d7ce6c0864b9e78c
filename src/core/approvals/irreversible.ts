import { isOutside, type Place, type WordReach } from './commandReach';
import { hasOption } from './givenOptions';
import { programOf } from './innerCommands';
import type { ShellWord } from './plainCommands';
import type { Rule } from './rule';

const damage = (reason: string): Rule => ({ id: 'C14', reason: `Dangerous: ${reason}` });
const outward = (reason: string): Rule => ({ id: 'C15', reason: `Can’t be taken back: ${reason}` });

const destroyers = new Set([
  ...[
    'mke2fs',
    'wipefs',
    'fdisk',
    'sfdisk',
    'gdisk',
    'parted',
    'shred',
    'blkdiscard',
    'hdparm',
    'cryptsetup',
    'mkswap',
  ],
  ...[
    'shutdown',
    'reboot',
    'halt',
    'poweroff',
    'init',
    'telinit',
    'systemctl',
    'service',
    'userdel',
    'useradd',
    'usermod',
  ],
  ...['passwd', 'visudo', 'iptables', 'nft', 'ufw', 'mount', 'umount', 'insmod', 'modprobe', 'rmmod', 'crontab', 'at'],
  ...['sudo', 'doas', 'su', 'pkexec', 'killall', 'pkill', 'launchctl', 'diskutil', 'reg', 'setfacl', 'chattr'],
]);

const removers = new Set(['rm', 'rmdir', 'unlink', 'find', 'chmod', 'chown', 'chgrp', 'mv', 'dd', 'truncate']);
const netcats = new Set(['nc', 'ncat', 'netcat']);
const plainShells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh']);
const databases = new Set(['psql', 'mysql', 'mariadb', 'sqlite3', 'mongosh', 'redis-cli', 'sqlcmd']);

/** Verbs of programs that act on what others see, where they stand among the first words. */
const outwardVerbs: Readonly<Record<string, RegExp>> = {
  ...same(
    ['npm', 'pnpm', 'yarn', 'bun', 'lerna', 'np', 'changeset', 'cargo', 'poetry', 'flit', 'hatch', 'uv', 'pdm', 'rake'],
    /^(publish|unpublish|deprecate|dist-tag|owner|access|token|login|adduser|yank|release|deploy)$/,
  ),
  ...same(
    ['gem', 'twine', 'nuget', 'dotnet', 'docker', 'podman', 'helm', 'conan', 'pod', 'oras', 'skopeo', 'vsce', 'ovsx'],
    /^(push|upload|publish|yank|trunk|login|copy|install|upgrade|uninstall|rollback|delete)$/,
  ),
  ...same(
    ['mvn', 'mvnw', 'gradle', 'gradlew', 'sbt', 'make', 'just', 'task'],
    /^(deploy|release|publish|release:perform|publishToMavenCentral|publishPlugins)$/,
  ),
  ...same(['terraform', 'tofu', 'pulumi', 'cdk', 'terragrunt'], /^(apply|destroy|up|import|taint|deploy)$/),
  ...same(
    ['kubectl', 'oc'],
    /^(apply|delete|create|patch|replace|scale|rollout|exec|drain|cordon|edit|run|expose|cp)$/,
  ),
  ...same(
    [
      'heroku',
      'fly',
      'flyctl',
      'vercel',
      'netlify',
      'firebase',
      'wrangler',
      'serverless',
      'sls',
      'surge',
      'goreleaser',
    ],
    /^/,
  ),
  ...same(['mail', 'mailx', 'sendmail', 'mutt', 'swaks', 'semantic-release'], /^/),
  ...same(['aws', 'gcloud', 'az', 'doctl', 'gsutil'], /^(?!(describe|list|get|show|help|ls|version|configure)\b)(?=.)/),
  ...same(
    ['gh', 'glab'],
    /^(merge|close|create|delete|edit|comment|review|reopen|release|secret|variable|workflow|run|api|gist|fork|archive|rename|sync|ready|lock|transfer|auth|ssh-key|gpg-key)$/,
  ),
};

function same(programs: readonly string[], verbs: RegExp): Record<string, RegExp> {
  return Object.fromEntries(programs.map((program) => [program, verbs]));
}

/** Why a command is of a class that can't be taken back, which is asked about each time; null when it is not. */
export function irreversible(words: readonly ShellWord[], reach: WordReach, place: Place): Rule | null {
  const program = programOf(words) ?? '';
  const args = words.slice(1).map(({ value }) => value ?? '');
  if (destroyers.has(program) || program === 'mkfs' || program.startsWith('mkfs.')) {
    return damage(`${program} changes the machine itself.`);
  }
  if (args.some((arg) => arg.includes('/dev/') && /\/dev\/(tcp|udp)\//.test(arg))) {
    return damage('it opens a connection out of the shell.');
  }
  return removal(program, words, reach, place) ?? remoteShell(program, args) ?? actOutside(program, args);
}

const startsItself = /([\w:.-]{1,60})\s{0,9}\(\)\s{0,9}\{[^}]{0,200}\1\s{0,9}[|&]{1,2}\s{0,9}\1/;

/** What many commands do together. */
export function irreversibleTogether(all: readonly string[], text: string): Rule | null {
  const programs = [...new Set(all)];
  const loads = programs.some((program) => /^(curl|wget|fetch|aria2c|lwp-request|GET)$/.test(program));
  const runs = programs.some((program) =>
    /^((ba|da|z|k|a|fi)?sh|eval|source|\.|python\d?(\.\d+)?|perl|ruby|node|php|xargs)$/.test(program),
  );
  if (loads && runs) {
    return damage('it runs what it loads from the network.');
  }
  if (programs.some((program) => /^(base64|xxd|openssl|base32)$/.test(program)) && runs) {
    return damage('it runs a program that it decodes first.');
  }
  if (/\/dev\/(tcp|udp)\//.test(text)) {
    return damage('it opens a connection out of the shell.');
  }
  return text.includes('()') && startsItself.test(text) ? damage('it starts itself without an end.') : null;
}

/** A device that is written is one that loses what it holds. */
export function irreversibleWrite(path: string): Rule | null {
  const isDevice = /^\/dev\/(?!(null|stdout|stderr|tty|fd\/|shm\/))/.test(path);
  return isDevice || /^\/(proc|sys|boot)\//.test(path) ? damage(`it writes to ${path}.`) : null;
}

function removal(program: string, words: readonly ShellWord[], { writes }: WordReach, place: Place): Rule | null {
  const device = writes.map(irreversibleWrite).find((found) => found !== null);
  if (device !== undefined) {
    return device;
  }
  if (!removers.has(program)) {
    return null;
  }
  const outside = writes.find((path) => isOutside(path, place) || path === place.worktree);
  if (outside !== undefined) {
    const what = outside === place.worktree ? 'the worktree itself' : `${outside}, outside of the worktree`;
    return damage(`it removes or changes ${what}.`);
  }
  const args = words.slice(1).map(({ value }) => value ?? '');
  const isUntold = words.some(({ value }) => value === null);
  return isUntold && program === 'rm' && hasOption(args, 'rRf', ['recursive', 'force'])
    ? damage('it removes what only the shell knows.')
    : null;
}

function remoteShell(program: string, args: readonly string[]): Rule | null {
  const isShell =
    (netcats.has(program) && hasOption(args, 'ec', ['exec', 'sh-exec', 'lua-exec'])) ||
    (program === 'socat' && args.some((arg) => /\b(exec|system):/i.test(arg))) ||
    (plainShells.has(program) && args.includes('-i')) ||
    (/^(python\d?(\.\d+)?|perl|ruby|php|node|lua)$/.test(program) &&
      args.some((arg) => /\b(socket|TCPSocket|fsockopen)\b/i.test(arg)));
  return isShell ? damage('it hands a shell to somebody else.') : null;
}

function actOutside(program: string, args: readonly string[]): Rule | null {
  if (program === 'git') {
    const act = args.find((arg, at) => !arg.startsWith('-') && !/^-[Cc]$/.test(args[at - 1] ?? ''));
    return act === 'push' || act === 'send-email' || act === 'send-pack'
      ? outward(`git ${act} changes what others have.`)
      : null;
  }
  const verbs = Object.hasOwn(outwardVerbs, program) ? outwardVerbs[program] : undefined;
  if (verbs !== undefined) {
    return actByVerb(program, args, verbs);
  }
  if (databases.has(program)) {
    return args.some((arg) => /\b(drop|truncate|delete|flushall|flushdb)\b/i.test(arg))
      ? damage('it removes data of a database.')
      : null;
  }
  const isEverything = program === 'kill' && args.some((arg, at) => at > 0 && arg === '-1');
  return isEverything ? damage('it ends every process of yours.') : null;
}

function actByVerb(program: string, args: readonly string[], verbs: RegExp): Rule | null {
  const plain = args.filter((arg) => !arg.startsWith('-')).slice(0, 3);
  return (plain.length === 0 ? [''] : plain).some((arg) => verbs.test(arg))
    ? outward(`${[program, ...plain].join(' ').slice(0, 80)} acts on what others see.`)
    : null;
}

import { plainPath, relativeTo } from '../files/paths';
import { programOf } from './innerCommands';
import type { Redirect, ShellWord } from './plainCommands';

/** Where a command runs. Paths are absolute. */
export interface Place {
  worktree: string;
  /** The folder that its relative paths begin in. */
  folder: string;
}

/** What one command would reach, by its words alone: links are not followed. */
export interface WordReach {
  /** Absolute paths. */
  writes: string[];
  hosts: string[];
  /** All that it does is known. */
  isKnown: boolean;
}

const readers = new Set([
  ...[
    'ls',
    'cat',
    'head',
    'tail',
    'wc',
    'grep',
    'egrep',
    'fgrep',
    'rg',
    'pwd',
    'which',
    'echo',
    'printf',
    'stat',
    'file',
  ],
  ...['du', 'df', 'diff', 'cmp', 'basename', 'dirname', 'realpath', 'readlink', 'date', 'whoami', 'uname', 'cut', 'tr'],
  ...[
    'sort',
    'uniq',
    'jq',
    'nl',
    'rev',
    'column',
    'comm',
    'join',
    'paste',
    'fold',
    'fmt',
    'strings',
    'od',
    'cksum',
    'md5sum',
  ],
  ...['sha1sum', 'sha256sum', 'tree', 'find', 'cd', 'true', 'false', 'test', 'sed', 'tac', 'seq', 'sleep', 'id', 'env'],
]);

/** Which operands a program writes: all, all after the first, or the last one. */
const writers: Readonly<Record<string, 'all' | 'rest' | 'last'>> = {
  ...{ rm: 'all', rmdir: 'all', unlink: 'all', shred: 'all', mkdir: 'all', touch: 'all', tee: 'all', truncate: 'all' },
  ...{ mv: 'all', chmod: 'rest', chown: 'rest', chgrp: 'rest', cp: 'last', ln: 'last', install: 'last' },
};

/** Options whose next word a program writes. */
const writingOptions: ReadonlyMap<string, RegExp> = new Map([
  ['sort', /^(-o|--output)$/],
  ['curl', /^(-o|--output)$/],
  ['wget', /^(-O|--output-document)$/],
  ['tar', /^(-C|--directory)$/],
]);

const speakers = new Set([
  ...[
    'curl',
    'wget',
    'ssh',
    'scp',
    'sftp',
    'rsync',
    'nc',
    'ncat',
    'netcat',
    'telnet',
    'ping',
    'nslookup',
    'dig',
    'host',
    'ftp',
  ],
]);

/** The paths of what a command writes by its words. */
export function wordWrites(words: readonly ShellWord[], place: Place): string[] {
  const args = words.slice(1).map(({ value }) => value);
  const written = writtenBy(programOf(words) ?? '', args);
  return written.flatMap((path) => (path === null ? [] : [resolvePath(place.folder, path)]));
}

export function wordReach(words: readonly ShellWord[], place: Place): WordReach {
  const program = programOf(words) ?? '';
  const args = words.slice(1).map(({ value }) => value);
  const written = writtenBy(program, args);
  const isKnown = readers.has(program) || Object.hasOwn(writers, program);
  return {
    writes: written.flatMap((path) => (path === null ? [] : [resolvePath(place.folder, path)])),
    hosts: args.flatMap((arg) => (arg === null ? [] : hostsIn(arg, program))),
    isKnown: isKnown && !written.includes(null) && words.every(({ value, hasGlob }) => value !== null && !hasGlob),
  };
}

/** The path that a redirection writes; none for what only reads, or for what leads nowhere. */
export function redirectWrites({ operator, target }: Redirect, { folder }: Place): string[] {
  const { value } = target;
  const isInput = operator === '<' || operator.startsWith('<<');
  const leadsNowhere = value === null || /^\/dev\/(null|stdout|stderr)$|^\d+$|^-$/.test(value);
  return isInput || leadsNowhere ? [] : [resolvePath(folder, value)];
}

export function isOutside(path: string, { worktree }: Place): boolean {
  return relativeTo(worktree, path) === null;
}

function writtenBy(program: string, args: readonly (string | null)[]): (string | null)[] {
  const which = Object.hasOwn(writers, program) ? writers[program] : undefined;
  if (which === undefined) {
    return writtenByOption(program, args);
  }
  const end = args.indexOf('--');
  const operands = args.filter((arg, at) => (at > end && end !== -1 ? true : arg?.startsWith('-') !== true));
  const named = args.flatMap((arg) => /^--target-directory=(.*)$/s.exec(arg ?? '')?.[1] ?? []);
  const chosen = which === 'all' ? operands : which === 'rest' ? operands.slice(1) : operands.slice(-1);
  return [...chosen, ...named];
}

function writtenByOption(program: string, args: readonly (string | null)[]): (string | null)[] {
  if (program === 'dd') {
    return args.flatMap((arg) => (arg?.startsWith('of=') === true ? [arg.slice(3)] : []));
  }
  if (program === 'sed' && args.some((arg) => /^(-[nEr]*i|--in-place)/.test(arg ?? ''))) {
    return args.filter((arg) => !(arg ?? '').startsWith('-')).slice(1);
  }
  if (program === 'find' && args.includes('-delete')) {
    const first = args.findIndex((arg) => arg?.startsWith('-') ?? false);
    return first === 0 ? ['.'] : args.slice(0, first);
  }
  const wanted = writingOptions.get(program);
  return wanted === undefined ? [] : args.filter((_, at) => wanted.test(args[at - 1] ?? ''));
}

/** Without a look at the disk: `..` goes up by name. */
export function resolvePath(folder: string, path: string): string {
  return plainPath(path.startsWith('/') ? path : `${folder}/${path}`);
}

/** No name of a host is longer. */
const maxRemote = 300;

function hostsIn(arg: string, program: string): string[] {
  const mayBeBare = speakers.has(program) && !arg.startsWith('-');
  if (!arg.includes(':') && !(mayBeBare && arg.includes('.'))) {
    return [];
  }
  const urls = [...arg.matchAll(/\b[a-z][a-z0-9+.-]{0,20}:\/\/([^/\s?#'"]+)/gi)].map(([, host = '']) => host);
  const short = arg.length > maxRemote ? '' : arg;
  const remote = /^(?:[\w.-]+@)?([\w.-]+\.[\w.-]+|\[[\da-f:]+\]):(?!\/\/)[^\s]*$/i.exec(short)?.[1];
  const bare = mayBeBare ? /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(?:[:/]|$)/.exec(short)?.[1] : undefined;
  const found = urls.length > 0 ? urls : [remote ?? bare ?? ''];
  return found.map((host) => host.replace(/^.*@/, '').replace(/:\d+$/, '').toLowerCase()).filter((host) => host !== '');
}

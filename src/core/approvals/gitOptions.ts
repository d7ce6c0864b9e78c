import { hasOption } from './givenOptions';

/** What a rule of one word lets git do: look. */
const looking = new Set([
  ...['status', 'diff', 'log', 'show', 'rev-parse', 'ls-files', 'ls-tree', 'cat-file', 'blame', 'shortlog', 'describe'],
  ...[
    'grep',
    'merge-base',
    'rev-list',
    'name-rev',
    'count-objects',
    'show-ref',
    'for-each-ref',
    'diff-tree',
    'whatchanged',
  ],
]);

/** What runs commands or changes how git runs, whatever its options are. */
const never = new Set([
  ...['config', 'bisect', 'filter-branch', 'difftool', 'mergetool', 'daemon', 'instaweb', 'send-email', 'credential'],
  ...[
    'hook',
    'submodule',
    'for-each-repo',
    'maintenance',
    'remote',
    'update-ref',
    'symbolic-ref',
    'worktree',
    'svn',
    'p4',
  ],
  ...[
    'ls-remote',
    'archive',
    'bundle',
    'fast-import',
    'am',
    'help',
    'gui',
    'citool',
    'gitk',
    'replace',
    'reflog',
    'gc',
    'prune',
  ],
]);

const everywhere = [
  'output',
  'output-directory',
  'open-files-in-pager',
  'ext-diff',
  'textconv',
  'upload-pack',
  'receive-pack',
  'exec',
];
const always = [
  ...everywhere,
  'config',
  'template',
  'separate-git-dir',
  'interactive',
  'extcmd',
  'git-dir',
  'work-tree',
];

/** Letters that run something or destroy names, by what git does. */
const letters: Readonly<Record<string, string>> = {
  grep: 'O',
  branch: 'DdMmCcfu',
  tag: 'dfuF',
  clone: 'cu',
  fetch: 'u',
  pull: 'u',
  rebase: 'xi',
  'format-patch': 'o',
  checkout: 'B',
  switch: 'C',
};

const destroying: Readonly<Record<string, readonly string[]>> = {
  branch: ['delete', 'move', 'copy', 'force', 'edit-description', 'unset-upstream', 'set-upstream-to'],
  tag: ['delete', 'force', 'local-user'],
};

/** Whether arguments of git do more than a rule says that ends after `covered` words. */
export function gitObjection(args: readonly string[], covered: number): boolean {
  const [act, ...rest] = /^(--no-pager|-P)$/.test(args[0] ?? '') ? args.slice(1) : args;
  if (act === undefined) {
    return args.length > 0;
  }
  const isKnown = /^[a-z][a-z-]*$/.test(act) && !never.has(act) && (covered > 1 || looking.has(act));
  return !isKnown || isMore(act, rest);
}

function isMore(act: string, args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const isDropped = act === 'stash' && /^(drop|clear)$/.test(args[0] ?? '');
  return isDropped || hasOption(options, letters[act] ?? '', [...always, ...(destroying[act] ?? [])]);
}

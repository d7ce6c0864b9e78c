import type { Fold, RiskKind, RiskMark } from '../../protocol';
import type { Translate } from '../translate';

/** Why a place or a file is worth a close look, as a sentence. */
export function riskLabel({ kind, names }: RiskMark, t: Translate): string {
  const said = names.join(', ');
  return labels[kind](said, names, t);
}

/** A codicon that stands for the worst of the marks; null without any worth showing. */
export function riskIcon(marks: readonly RiskMark[]): string | null {
  const [first] = marks;
  return first === undefined || quiet.has(first.kind) ? null : icons[first.kind];
}

/** Marks that nearly every change has are told, not shown. */
const quiet = new Set<RiskKind>(['untested']);

const labels: Readonly<Record<RiskKind, (said: string, names: readonly string[], t: Translate) => string>> = {
  access: (said, _, t) => t('Sign-in and permissions: {0}', said),
  crypto: (said, _, t) => t('Cryptography: {0}', said),
  sql: (said, _, t) => t('SQL: {0}', said),
  shell: (said, _, t) => t('Runs text as a command, code or markup: {0}', said),
  destroys: (said, _, t) => t('Deletes data: {0}', said),
  'deleted-file': (_, __, t) => t('The file is deleted'),
  'removed-block': (said, _, t) => t('Removes a block of {0} lines', said),
  dependency: (said, _, t) => t('Dependencies: {0}', said),
  lock: (said, names, t) =>
    names.length > 0
      ? t('The lock file names hosts that it did not name before: {0}', said)
      : t('The lock file changed without its manifest'),
  api: (said, _, t) => t('What other code uses is gone or called differently: {0}', said),
  uncovered: (_, [missed = '', total = ''], t) => t('{0} of {1} lines are not run by any check', missed, total),
  untested: (_, __, t) => t('No test changed with it'),
  control: (_, __, t) => t('Obeyed by editors or tools when the folder is opened'),
  build: (said, names, t) =>
    names.length > 0 ? t('Scripts: {0}', said) : t('Part of the build, the delivery or the infrastructure'),
  mode: (_, [what], t) =>
    what === 'executable'
      ? t('Becomes executable')
      : what === 'link'
        ? t('Becomes a symbolic link, or leads elsewhere')
        : t('Is a submodule'),
};

const icons: Readonly<Record<RiskKind, string>> = {
  access: 'lock',
  crypto: 'key',
  sql: 'database',
  shell: 'terminal',
  destroys: 'trash',
  'deleted-file': 'trash',
  'removed-block': 'trash',
  dependency: 'package',
  lock: 'package',
  api: 'plug',
  uncovered: 'beaker-stop',
  untested: 'beaker-stop',
  control: 'shield',
  build: 'tools',
  mode: 'file-symlink-file',
};

/** What several files are and nothing more: `12 files only renamed getUser to fetchUser`. */
export function foldLabel(fold: Fold, count: number, t: Translate): string {
  const one = count === 1;
  switch (fold.kind) {
    case 'moved':
      return one ? t('1 file only moved') : t('{0} files only moved', count);
    case 'formatted':
      return one ? t('1 file only formatted') : t('{0} files only formatted', count);
    case 'imports':
      return one ? t('1 file only ordered imports') : t('{0} files only ordered imports', count);
    case 'reordered':
      return one ? t('1 file only moved declarations') : t('{0} files only moved declarations', count);
    case 'generated':
      return one ? t('1 generated file') : t('{0} generated files', count);
    case 'renamed':
      return renamedLabel(fold.names, count, t);
  }
}

function renamedLabel(names: readonly { from: string; to: string }[], count: number, t: Translate): string {
  const [first, ...others] = names;
  if (first !== undefined && others.length === 0) {
    return count === 1
      ? t('1 file only renamed {0} to {1}', first.from, first.to)
      : t('{0} files only renamed {1} to {2}', count, first.from, first.to);
  }
  return count === 1
    ? t('1 file only renamed {0} names', names.length)
    : t('{0} files only renamed {1} names', count, names.length);
}

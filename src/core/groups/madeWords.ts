import type { Made, MadeFrom, Receipt } from '../../protocol';
import type { Translate } from '../translate';

/** What the agent of a made task is told of the files that it begins with. */
export function madeNote({ from }: Pick<Made, 'from'>): string {
  if (from.length === 0) {
    return 'The files of your worktree were changed by another program before. Nothing of it is by you yet. The checks run on them first; what fails there is yours to mend.';
  }
  const whose = from.map(({ label }) => label).join(', ');
  return `The files of your worktree were put together of the results of several agents (${whose}), each of which was done by itself. Nothing of it is by you yet. The checks run on them first; what fails there is yours to mend, so that what each of them wanted still holds.`;
}

/** The same for a person. */
export function madeLabel({ from, files }: { from: readonly MadeFrom[]; files: number }, t: Translate): string {
  if (from.length === 0) {
    return t('Began with the files as another program left them. Changed files: {0}.', files);
  }
  const whose = from.map(({ label }) => label).join(', ');
  return files === 1
    ? t('Put together of the results of {0}: 1 file.', whose)
    : t('Put together of the results of {0}: {1} files.', whose, files);
}

/** What commands on another commit came to, as a sentence for a person; null while they run. */
export function tryoutLabel({ receipts }: { receipts: readonly Receipt[] | null }, t: Translate): string {
  if (receipts === null) {
    return t('Trying other files aside.');
  }
  const last = receipts.at(-1);
  if (last === undefined) {
    return t('Trying other files aside came to nothing.');
  }
  return last.exitCode === 0
    ? t('Tried other files aside: {0} passes on them.', last.command)
    : t('Tried other files aside: {0} fails on them.', last.command);
}

import { weakeningLabel } from './checkLabels';
import type { ChangedText } from './checkPorts';
import { english as t } from '../translate';
import { isTestFile } from '../weakenings/testLanguages';
import { canWeaken, weakenings } from '../weakenings/weakenings';

/** What tests compare with or are fed from, whatever kind of file it is. */
const material = /(?:^|\/)(?:__snapshots__|__fixtures__|__tests__|tests?|specs?|testdata)\/|\.snap$/i;

/** Whether a change of the file can make the tests other tests. */
export function concernsTests(path: string): boolean {
  return isOfTests(path) || canWeaken(path);
}

function isOfTests(path: string): boolean {
  return isTestFile(path) || material.test(path);
}

/** What became of tests that were there before, a sentence each; new tests are none of it. */
export function changedTests(changes: readonly ChangedText[]): string[] {
  const before = changes.filter(({ status, path, oldPath = path }) => status !== 'added' && isOfTests(oldPath));
  const named = new Set(before.map(({ path }) => path));
  const lost = weakenings(changes).filter(
    ({ kind, path }) => kind !== 'changed-expectation' && kind !== 'suppressed-lint' && !named.has(path),
  );
  return [...before.map(became), ...lost.map((finding) => weakeningLabel(finding, t))];
}

function became({ path, oldPath = path, status }: ChangedText): string {
  if (status === 'deleted') {
    return `${oldPath} was deleted`;
  }
  return oldPath === path ? `${path} was changed` : `${oldPath} was moved to ${path}`;
}

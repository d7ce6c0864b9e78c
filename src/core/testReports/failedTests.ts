import type { TestFailure } from '../../protocol';
import { excerpt, tailOf } from '../conversation/excerpt';
import { oneLine } from '../labels/labels';
import type { FailureReport } from './testProgress';

const smallestShare = 400;
const namesShare = 2000;

/**
 * What of a check's output concerns its failed tests, at most `limit` characters, which are 4,000 or more: the name and
 * place of each, and what was printed of it, as far as there is room. Where nothing was printed of any, the end of the
 * output stands under the names.
 */
export function failedTests(failures: readonly FailureReport[], output: string, limit: number): string {
  const told = failures.filter(({ text }) => text !== '');
  if (told.length === 0) {
    const names = listOf(failures);
    return `${names}\n\nThe output ends with:\n\n${tailOf(output, limit - names.length - 40)}`;
  }
  const room = limit - namesShare;
  const shown = told.slice(0, Math.floor(room / smallestShare));
  const share = Math.floor(room / shown.length);
  const blocks = shown.map(({ failure, text }) => {
    const title = failureTitle(failure);
    return `${title}\n${excerpt(text, share - title.length - 60)}`;
  });
  const rest = failures.filter((report) => !shown.includes(report));
  return [...blocks, ...(rest.length === 0 ? [] : [`Also failed:\n${listOf(rest)}`])].join('\n\n');
}

/** `sum carries (test/sum.test.js:5)`, at most 250 characters. */
export function failureTitle({ name, file, line }: TestFailure): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return oneLine(`${name}${place}`, 250);
}

function listOf(failures: readonly FailureReport[]): string {
  return excerpt(failures.map(({ failure }) => `- ${failureTitle(failure)}`).join('\n'), namesShare - 100);
}

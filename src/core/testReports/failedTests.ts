import type { TestFailure } from '../../protocol';
import { excerpt, tailOf } from '../conversation/excerpt';
import { oneLine } from '../labels/labels';
import type { FailureReport } from './testProgress';

const smallestShare = 400;
const namesShare = 2000;
/** Of a title and what says that something was left out. */
const titleRoom = 320;

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
  const isAll = told.length === failures.length && told.length * smallestShare <= limit - namesShare;
  const room = isAll ? limit : limit - namesShare;
  const shown = told.slice(0, Math.floor(room / smallestShare));
  const shares = sharesOf(
    shown.map(({ text }) => text.length + titleRoom),
    room,
  );
  const blocks = shown.map(({ failure, text }, index) => {
    const title = failureTitle(failure);
    return `${title}\n${shortened(text, (shares[index] ?? smallestShare) - title.length - 60)}`;
  });
  const rest = failures.filter((report) => !shown.includes(report));
  return [...blocks, ...(rest.length === 0 ? [] : [`Also failed:\n${listOf(rest)}`])].join('\n\n');
}

/** Room for each: an equal part, and what shorter ones leave of theirs. */
function sharesOf(wanted: readonly number[], room: number): number[] {
  const shares = wanted.map(() => 0);
  let left = room;
  const byLength = wanted.map((length, index) => ({ length, index })).toSorted((a, b) => a.length - b.length);
  for (const [done, { length, index }] of byLength.entries()) {
    const share = Math.min(length, Math.floor(left / (byLength.length - done)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

/** What calls led to a failure, or stands around its place in the file: less than what was expected and what was found. */
const frame = /^\s*(?:at\s.*[:(]\d+|>?\s*\d+\s*\|.*|\|\s*\^+|❯ .*:\d+:\d+)\s*\)?$/;

/** Where a text is too long, frames go first, then what is in the middle of the rest; its beginning says most. */
function shortened(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const lines = text.split('\n');
  const rest = lines.filter((line) => !frame.test(line));
  const left = lines.length - rest.length;
  const told = rest.join('\n') + (left === 0 ? '' : `\n[${left} lines of code and calls left out]`);
  return excerpt(told, limit, 2 / 3);
}

/** `sum carries (test/sum.test.js:5)`, at most 250 characters. */
export function failureTitle({ name, file, line }: TestFailure): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return oneLine(`${name}${place}`, 250);
}

function listOf(failures: readonly FailureReport[]): string {
  return excerpt(failures.map(({ failure }) => `- ${failureTitle(failure)}`).join('\n'), namesShare - 100);
}

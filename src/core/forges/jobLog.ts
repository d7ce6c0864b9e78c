import { stripAnsi } from '../ansi';

const limit = 4_000;
/** What forges write around the lines of a job: times, and marks of sections. */
const time = /^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /;
const sectionMark = /^(?:##\[(?:group|endgroup|debug|section)\]|section_(?:start|end):)/;
const failureMark = /^(?:##\[error\]|ERROR: Job failed)/;

/** The part of a job's log that ends where it failed, bounded; all of its end where no line says that. */
export function failedPart(log: string): string {
  const lines = stripAnsi(log)
    .split(/\r\n|[\r\n]/)
    .map((line) => line.replace(time, '').trimEnd())
    .filter((line) => line !== '' && !sectionMark.test(line));
  const failed = lines.findLastIndex((line) => failureMark.test(line));
  const whole = lines.slice(0, failed === -1 ? lines.length : failed + 1).join('\n');
  return whole.length > limit ? `…${whole.slice(-limit)}` : whole;
}

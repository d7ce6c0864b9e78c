// What test runners print, line by line. Forms: node:test's `spec` and `tap` reporters, mocha's `spec` reporter and the
// summary that all of mocha's reporters share.

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  total: number;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0, total: 0 };

type Mark = 'passed' | 'failed' | 'skipped' | 'none';

/** One run of a test runner. After `over` its numbers are those of the runner's summary. */
export interface Run extends Counts {
  form: 'spec' | 'tap' | 'mocha';
  phase: 'tests' | 'summary' | 'over';
  /** Suites and tests with subtests whose own closing line is still to come: it is no test of its own. */
  open: readonly { indent: number; name: string }[];
  /** TAP says only after the line whether it was a test or a suite. */
  pending: Mark | null;
  summary: Readonly<Record<string, number>>;
}

const resultLine = /^( *)([✔✖﹣⚠]) (.*) \(\d+(?:\.\d+)?ms\)(?: # (.*))?$/;
const openLine = /^( *)▶ (.+)$/;
const mochaPassing = /^ {2}(\d+) passing \(\d+(?:ms|s|m|h|d)\)$/;
const mochaPass = /^ {2,}[✔✓√] \S/;

/** The run that begins with this line; null when it belongs to the run before or to none. */
export function startsRun(line: string, before: Run | null): Run | null {
  if (before !== null && before.phase !== 'over') {
    return null;
  }
  const form = formOf(line, before?.form ?? null);
  return form === null ? null : { ...noCounts, form, phase: 'tests', open: [], pending: null, summary: {} };
}

/**
 * After their summaries the reporters tell failures again, in lines like those of a run: so a failure alone begins no new
 * run after `spec`, and a pass alone none after mocha, whose summary then has to be waited for.
 */
function formOf(line: string, before: Run['form'] | null): Run['form'] | null {
  if (/^TAP version 1[34]$/.test(line) || line.startsWith('# Subtest: ')) {
    return 'tap';
  }
  if (startsSpec(line, before === 'spec')) {
    return 'spec';
  }
  return mochaPassing.test(line) || (mochaPass.test(line) && before === null) ? 'mocha' : null;
}

function startsSpec(line: string, isAfterSpec: boolean): boolean {
  const result = resultLine.exec(line);
  const isSure = !isAfterSpec || result?.[2] === '✔' || result?.[2] === '﹣';
  return (result?.[1] === '' && isSure) || /^▶ \S|^ℹ tests \d+$/.test(line);
}

export function readSpec(run: Run, line: string): Run {
  const summary = readSummary(run, line, 'ℹ');
  if (summary !== null) {
    return summary;
  }
  const opened = openLine.exec(line);
  if (opened !== null) {
    return { ...run, open: [...run.open, { indent: opened[1]?.length ?? 0, name: opened[2] ?? '' }] };
  }
  const result = resultLine.exec(line);
  if (result === null || run.phase === 'summary') {
    return run;
  }
  const [, indent = '', mark = '', name = '', directive] = result;
  const closed = run.open.findLastIndex((open) => open.indent === indent.length && open.name === name);
  return closed === -1 ? count(run, specMark(mark, directive)) : { ...run, open: run.open.slice(0, closed) };
}

/** A directive is `SKIP`, `TODO` or the reason of a todo; a todo is neither passed nor failed. */
function specMark(mark: string, directive: string | undefined): Mark {
  if (mark === '﹣') {
    return 'skipped';
  }
  if (directive !== undefined || mark === '⚠') {
    return 'none';
  }
  return mark === '✔' ? 'passed' : 'failed';
}

export function readTap(run: Run, line: string): Run {
  const result = /^ *(not )?ok \d+(?: - .*?)?(?: # (SKIP|TODO)\b.*)?$/i.exec(line);
  if (result !== null) {
    return { ...settle(run), pending: tapMark(result[1] !== undefined, result[2]?.toUpperCase()) };
  }
  if (/^ *type: 'suite'$/.test(line)) {
    return { ...run, pending: null };
  }
  if (/^ *(\.\.\.|\d+\.\.\d+|# .*)$/.test(line)) {
    const settled = settle(run);
    return readSummary(settled, line, '#') ?? settled;
  }
  return run;
}

function tapMark(isFailure: boolean, directive: string | undefined): Mark {
  if (directive !== undefined) {
    return directive === 'SKIP' ? 'skipped' : 'none';
  }
  return isFailure ? 'failed' : 'passed';
}

function settle(run: Run): Run {
  return run.pending === null ? run : { ...count(run, run.pending), pending: null };
}

function count(run: Run, mark: Mark): Run {
  return mark === 'none' ? run : { ...run, [mark]: run[mark] + 1 };
}

/** The lines at the end of node:test's output, from `tests N` to `duration_ms N`; null for any other line. */
function readSummary(run: Run, line: string, sign: string): Run | null {
  if (!line.startsWith(`${sign} `)) {
    return null;
  }
  const [name = '', value = '', ...rest] = line.slice(sign.length + 1).split(' ');
  if (rest.length > 0 || !/^\d+(\.\d+)?$/.test(value) || (run.phase === 'tests' && name !== 'tests')) {
    return null;
  }
  const summary = { ...run.summary, [name]: Number(value) };
  return name === 'duration_ms' ? finish({ ...run, summary }) : { ...run, phase: 'summary', summary };
}

function finish(run: Run): Run {
  const said = (name: string) => run.summary[name] ?? 0;
  return {
    ...run,
    phase: 'over',
    passed: said('pass'),
    failed: said('fail') + said('cancelled'),
    skipped: said('skipped'),
    total: said('tests'),
  };
}

export function readMocha(run: Run, line: string): Run {
  const passing = mochaPassing.exec(line);
  if (passing !== null) {
    return { ...run, phase: 'summary', passed: Number(passing[1]), summary: {} };
  }
  if (run.phase === 'summary') {
    const more = /^ {2}(\d+) (pending|failing)$/.exec(line);
    return more === null ? finishMocha(run) : { ...run, summary: { ...run.summary, [more[2] ?? '']: Number(more[1]) } };
  }
  if (mochaPass.test(line)) {
    return count(run, 'passed');
  }
  if (/^ {2,}\d+\) \S/.test(line)) {
    return count(run, 'failed');
  }
  return /^ {2,}- \S/.test(line) ? count(run, 'skipped') : run;
}

function finishMocha(run: Run): Run {
  const failed = run.summary['failing'] ?? 0;
  const skipped = run.summary['pending'] ?? 0;
  return { ...run, phase: 'over', failed, skipped, total: run.passed + failed + skipped };
}

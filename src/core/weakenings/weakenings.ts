import type { Weakening, WeakeningKind } from '../../protocol';
import type { ChangedText } from '../checks/checkPorts';
import { configWeakenings, isTestConfig } from './testConfig';
import { changedExpectations } from './expectations';
import { without } from './sourceLines';
import { canSuppress, newSuppressions } from './suppressions';
import { linesWith, type TestBody, testBodies } from './testBodies';
import { isTestFile, type TestLanguage, testLanguage } from './testLanguages';

const maxFindings = 200;
const maxText = 200;

/** Whether a change of the file can make tests or linters prove less. */
export function canWeaken(path: string): boolean {
  return testLanguage(path) !== null || isTestConfig(path) || canSuppress(path);
}

/**
 * What makes the tests prove less than before: tests that are gone or skipped, assertions that are gone, changed
 * commands, thresholds and settings of test runners, and linters that are told to be silent. Some of it may be right; a
 * person is to see all of it, and also which expected values were changed, which proves nothing yet.
 */
export function weakenings(changes: readonly ChangedText[]): Weakening[] {
  const kept = new Set(changes.flatMap((change) => namesAfter(change)));
  const found = changes.flatMap((change) => [...testWeakenings(change, kept), ...configWeakenings(change)]);
  return [...found.filter(isHard), ...newSuppressions(changes), ...found.filter((finding) => !isHard(finding))]
    .map((finding) => ({ ...finding, text: finding.text.slice(0, maxText) }))
    .slice(0, maxFindings);
}

function isHard({ kind }: Weakening): boolean {
  return kind !== 'changed-expectation';
}

function namesAfter({ path, after }: ChangedText): string[] {
  const language = testLanguage(path);
  return language === null || after === null ? [] : testBodies(after, language).map(({ name }) => name);
}

function testWeakenings(change: ChangedText, kept: ReadonlySet<string>): Weakening[] {
  const { path, status, before, after } = change;
  const oldPath = change.oldPath ?? path;
  if (isTestFile(oldPath) && (status === 'deleted' || !isTestFile(path))) {
    const text = status === 'deleted' ? oldPath : `${oldPath} → ${path}`;
    return [{ kind: 'deleted-test-file', path: oldPath, line: null, text }];
  }
  const language = testLanguage(path);
  if (language === null) {
    return [];
  }
  if (after === null) {
    return isTestFile(path) ? [{ kind: 'unreadable', path, line: null, text: path }] : [];
  }
  const [old, now] = [testBodies(before ?? '', language), testBodies(after, language)];
  return [
    ...goneTests(path, { old, now, kept }),
    ...goneAssertions(path, old, now),
    ...otherExpectations(path, old, now),
    ...newMarks(path, 'skipped-test', { language, mark: language.skip, before, after }),
    ...(language.only === undefined ? [] : newMarks(path, 'only', { language, mark: language.only, before, after })),
  ];
}

/** A test whose name is nowhere any more, and that was not just renamed. */
function goneTests(
  path: string,
  { old, now, kept }: { old: readonly TestBody[]; now: readonly TestBody[]; kept: ReadonlySet<string> },
): Weakening[] {
  const names = namesOf(old);
  return old
    .filter(({ name }) => !kept.has(name) && renamed(name, names, now) === undefined)
    .map(({ line, name, text }) => ({ kind: 'deleted-test', path, line, text: text === '' ? name : text }));
}

/** Beyond this many new tests in a file nothing is taken for renamed. */
const maxNew = 300;

/** A new test of the file whose name has most words in common with the old one's. */
function renamed(name: string, old: ReadonlySet<string>, now: readonly TestBody[]): TestBody | undefined {
  const fresh = now.filter((body) => !old.has(body.name));
  return fresh.length > maxNew ? undefined : fresh.find((body) => likeness(name, body.name) >= 0.6);
}

function namesOf(bodies: readonly TestBody[]): Set<string> {
  return new Set(bodies.map(({ name }) => name));
}

function likeness(a: string, b: string): number {
  const words = (text: string) => new Set(text.split(/[^\p{L}\p{N}]+|_|(?<=[a-z])(?=[A-Z])/u).filter((word) => word));
  const [left, right] = [words(a), words(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  return common / Math.max(Math.min(left.size, right.size), 1);
}

/** Each test that is still there is compared with itself, so that new tests do not make up for what is gone. */
function goneAssertions(path: string, old: readonly TestBody[], now: readonly TestBody[]): Weakening[] {
  const byName = new Map(now.map((body) => [body.name, body]));
  const names = namesOf(old);
  return old.flatMap((body) => {
    const then = byName.get(body.name) ?? renamed(body.name, names, now);
    const left = then?.assertions ?? body.assertions;
    const gone = without(body.assertions, left).slice(0, Math.max(body.assertions.length - left.length, 0));
    return gone.map(({ line, text }): Weakening => ({ kind: 'removed-assertion', path, line, text }));
  });
}

function otherExpectations(path: string, old: readonly TestBody[], now: readonly TestBody[]): Weakening[] {
  const byName = new Map(now.map((body) => [body.name, body]));
  return old.flatMap((body) => {
    const then = byName.get(body.name);
    const changed = then === undefined ? [] : changedExpectations(body, then);
    return changed.map(({ line, text }): Weakening => ({ kind: 'changed-expectation', path, line, text }));
  });
}

interface MarkSearch {
  language: TestLanguage;
  mark: RegExp;
  before: string | null;
  after: string;
}

function newMarks(path: string, kind: WeakeningKind, { language, mark, before, after }: MarkSearch): Weakening[] {
  const found = without(linesWith(mark, after, language), linesWith(mark, before ?? '', language));
  return found.map(({ line, text }) => ({ kind, path, line, text }));
}

import type { CoverageFigure, RiskKind, RiskMark, UncoveredLines } from '../../protocol';
import { isControlFile } from '../files/paths';
import type { LineChange } from './changedLines';
import { dependencyChange } from './dependencyChange';
import { fileClass } from './fileClasses';
import { fitsManifest, isLockFile, newHosts } from './generatedFiles';
import { changedOffers, type PublicNames } from './publicNames';
import type { ReviewedText } from './reviewPorts';
import { accessName, isQuiet, riskyLine } from './riskyLines';

/** What is known of the whole change while one of its files is looked at. */
export interface ChangeFacts {
  /** All changed paths. */
  paths: readonly string[];
  /** Lines that are new anywhere, without white space around them. */
  added: ReadonlySet<string>;
  /** What other files offer to others now. */
  offered: ReadonlySet<string>;
  /** What the checks of the task say about files. */
  coverage: readonly CoverageFigure[];
  /** Which lines they did not run, of the files that reports have lines of. */
  uncovered: readonly UncoveredLines[];
}

/** A file's own facts. `offers` are null where nobody can say. */
export interface FileFacts {
  file: ReviewedText;
  changes: readonly LineChange[];
  offers: { before: PublicNames; after: PublicNames } | null;
}

/** So many lines that go away without a word are a part of the program. */
const largeBlock = 25;
const mostNames = 6;

/** Marks of the file as a whole. Computed from the texts alone, without a model. */
export function fileMarks(facts: FileFacts, change: ChangeFacts): RiskMark[] {
  const { file } = facts;
  const { path, oldPath = path, status } = file;
  const kind = fileClass(path);
  const access = kind === 'source' ? accessName(path) : undefined;
  return [
    ...markIf([path, oldPath].some(isControlFile), 'control'),
    ...markIf(kind === 'build' || fileClass(oldPath) === 'build', 'build'),
    ...modeMarks(file),
    ...markIf(status === 'deleted' && kind !== 'prose', 'deleted-file'),
    ...markIf(access !== undefined, 'access', [access ?? '']),
    ...dependencyMarks(file),
    ...lockMarks(file, change),
    ...offerMarks(facts, change),
    ...testMarks(facts, change),
  ];
}

/** Marks of one place of a file. */
export function placeMarks({ file }: FileFacts, place: LineChange, change: ChangeFacts): RiskMark[] {
  const kind = fileClass(file.path);
  if (kind === 'prose' || kind === 'test' || isLockFile(file.path)) {
    return [];
  }
  const marks = new Map<RiskKind, RiskMark>();
  const look = (lines: readonly string[], isAdded: boolean): void => {
    for (const [at, line] of lines.entries()) {
      for (const found of riskyLine(line, isAdded)) {
        const mark = { kind: found.kind, line: place.line + (isAdded ? at : 0), names: [found.name] };
        marks.set(found.kind, marks.get(found.kind) ?? mark);
      }
    }
  };
  look(place.added, true);
  look(place.removed, false);
  return [...marks.values(), ...blockMarks(place, file, change), ...(missedMarks([place], file, change) ?? [])];
}

/** Of the new lines of these places, those that no report says to be run; null where none has lines of the file. */
function missedMarks(
  places: readonly LineChange[],
  { path }: ReviewedText,
  { uncovered }: ChangeFacts,
): RiskMark[] | null {
  const reports = uncovered.filter((each) => each.path === path);
  const isMissed = (line: number): boolean =>
    reports.every(({ lines }) => lines.some(([from, to]) => line >= from && line <= to));
  const added = places.flatMap((place) => place.added.map((_, at) => place.line + at));
  const missed = reports.length === 0 ? [] : added.filter(isMissed);
  const [first] = missed;
  const names = [String(missed.length), String(added.length)];
  return reports.length === 0 ? null : first === undefined ? [] : [{ kind: 'uncovered', line: first, names }];
}

function blockMarks({ line, removed, added }: LineChange, { status }: ReviewedText, change: ChangeFacts): RiskMark[] {
  const gone = removed.filter((each) => each.trim() !== '');
  const isElsewhere = gone.filter((each) => change.added.has(each.trim())).length > gone.length * 0.8;
  const isLarge = gone.length - added.length >= largeBlock && status !== 'deleted' && !isElsewhere;
  return isLarge ? [{ kind: 'removed-block', line, names: [String(gone.length)] }] : [];
}

function modeMarks({ modes: { before, after } }: ReviewedText): RiskMark[] {
  const isSpecial = after === '120000' || after === '160000' || before === '160000';
  const isMade = after === '100755' && before !== '100755';
  const what = isMade ? 'executable' : after === '120000' ? 'link' : 'submodule';
  return (isSpecial && before !== after) || isMade ? [{ kind: 'mode', line: null, names: [what] }] : [];
}

function dependencyMarks(file: ReviewedText): RiskMark[] {
  const { packages = [], scripts = [] } = dependencyChange(file) ?? {};
  return [
    ...markIf(packages.length > 0, 'dependency', packages),
    ...markIf(
      scripts.length > 0,
      'build',
      scripts.map((name) => name.slice(1)),
    ),
  ];
}

function lockMarks(file: ReviewedText, { paths }: ChangeFacts): RiskMark[] {
  const isOdd = isLockFile(file.path) && file.status !== 'deleted' && !fitsManifest(file, paths);
  return markIf(isOdd, 'lock', newHosts(file.before ?? '', file.after ?? ''));
}

function offerMarks({ file, offers }: FileFacts, { offered }: ChangeFacts): RiskMark[] {
  if (offers === null || fileClass(file.path) !== 'source') {
    return [];
  }
  const { gone, changed } = changedOffers(offers.before, offers.after);
  const names = [
    ...gone.filter((name) => !offered.has(name)).map((name) => `-${name}`),
    ...changed.map((name) => `~${name}`),
  ];
  return markIf(names.length > 0, 'api', names);
}

/** By a report where there is one, and at the places where it has lines (`missedMarks`); else a source file is untested when no test of its name changed with it. */
function testMarks({ file, changes }: FileFacts, change: ChangeFacts): RiskMark[] {
  const { paths, coverage } = change;
  const { path, status } = file;
  const hasCode = changes.some(({ added }) => added.some((line) => /\w/.test(line) && !isQuiet(line)));
  if (fileClass(path) !== 'source' || status === 'deleted' || !hasCode) {
    return [];
  }
  const missed = missedMarks(changes, file, change);
  if (missed !== null) {
    return missed;
  }
  const figure = coverage.find((each) => each.path === path);
  if (figure !== undefined) {
    const left = figure.total - figure.covered;
    return markIf(left > 0, 'uncovered', [String(left), String(figure.total)]);
  }
  const stem = stemOf(path);
  const isTested = paths.some((other) => fileClass(other) === 'test' && stemOf(other).includes(stem));
  return markIf(!isTested, 'untested');
}

function stemOf(path: string): string {
  return (path.split('/').at(-1) ?? '')
    .replace(/\..*$/, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]/gu, '');
}

function markIf(isSo: boolean, kind: RiskKind, names: readonly string[] = []): RiskMark[] {
  return isSo ? [{ kind, line: null, names: names.slice(0, mostNames) }] : [];
}

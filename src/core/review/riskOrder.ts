import type { CoverageFigure, UncoveredLines, Fold, ReviewedFile, RiskKind, RiskMark } from '../../protocol';
import { changedLines, type LineChange } from './changedLines';
import { fileClass } from './fileClasses';
import { fitsManifest, isGenerated } from './generatedFiles';
import type { PublicNames } from './publicNames';
import type { ReviewedText } from './reviewPorts';
import { isQuiet } from './riskyLines';
import { type ChangeFacts, type FileFacts, fileMarks, placeMarks } from './riskMarks';

/** How dangerous each kind is, against the others. */
const weights: Readonly<Record<RiskKind, number>> = {
  control: 80,
  access: 70,
  destroys: 65,
  sql: 60,
  shell: 60,
  crypto: 60,
  lock: 55,
  'deleted-file': 50,
  dependency: 50,
  build: 45,
  'removed-block': 40,
  mode: 40,
  api: 35,
  uncovered: 20,
  untested: 15,
};

/** What a file is worth a look for beside its marks. */
const worth = { source: 10, build: 10, data: 5, test: 3, prose: 1 };

/** Marks that a proof of sameness does not answer: what the file is, not what it says. */
const lasting = new Set<RiskKind>(['control', 'build', 'mode', 'lock']);

export interface ReviewFacts {
  files: readonly ReviewedText[];
  /** By path, for the files that a parser understood. */
  offers: ReadonlyMap<string, { before: PublicNames; after: PublicNames }>;
  folds: ReadonlyMap<string, Fold>;
  coverage: readonly CoverageFigure[];
  uncovered: readonly UncoveredLines[];
  /** The repository's `.gitattributes` before the change. */
  attributes: string;
}

/** The files of a change, the most dangerous first, what is mechanical or generated last. */
export function riskOrder({ files, offers, folds, coverage, uncovered, attributes }: ReviewFacts): ReviewedFile[] {
  const facts = files.map((file): FileFacts => {
    const changes = changedLines(file.before ?? '', file.after ?? '');
    return { file, changes, offers: offers.get(file.path) ?? null };
  });
  const change: ChangeFacts = {
    paths: files.map(({ path }) => path),
    added: new Set(facts.flatMap(({ changes }) => changes.flatMap(({ added }) => added.map((line) => line.trim())))),
    offered: new Set(facts.flatMap((each) => [...(each.offers?.after.keys() ?? [])])),
    coverage,
    uncovered,
  };
  return facts
    .map((each) => reviewedFile(each, change, foldOf(each.file, { folds, attributes, paths: change.paths })))
    .sort(
      (a, b) => Number(a.fold !== null) - Number(b.fold !== null) || b.score - a.score || (a.path < b.path ? -1 : 1),
    );
}

function foldOf(
  file: ReviewedText,
  { folds, attributes, paths }: { folds: ReadonlyMap<string, Fold>; attributes: string; paths: readonly string[] },
): Fold | null {
  const isMade = isGenerated(file, attributes) || (file.status === 'modified' && fitsManifest(file, paths));
  return folds.get(file.path) ?? (isMade ? { kind: 'generated' } : null);
}

function reviewedFile(facts: FileFacts, change: ChangeFacts, fold: Fold | null): ReviewedFile {
  const { file, changes } = facts;
  const own = fileMarks(facts, change);
  if (fold !== null && !own.some(({ kind }) => lasting.has(kind))) {
    const marks = fold.kind === 'renamed' ? own.filter(({ kind }) => kind === 'api') : [];
    return { path: file.path, score: 0, marks, hunks: [], fold };
  }
  const hunks = changes.map((place) => ({ line: place.line, ...scoredPlace(facts, place, change) }));
  const marks = withoutDoubles([...own, ...hunks.flatMap((hunk) => hunk.marks)]);
  const kind = fileClass(file.path);
  const isQuietChange = kind === 'source' && changes.every(isOnlyQuiet);
  const score = scoreOf(marks) + (isQuietChange ? worth.test : worth[kind]) + sizeOf(changes);
  hunks.sort((a, b) => b.score - a.score || a.line - b.line);
  return { path: file.path, score, marks, hunks, fold: null };
}

function scoredPlace(facts: FileFacts, place: LineChange, change: ChangeFacts): { score: number; marks: RiskMark[] } {
  const marks = placeMarks(facts, place, change).sort((a, b) => weights[b.kind] - weights[a.kind]);
  return { marks, score: scoreOf(marks) + sizeOf([place]) };
}

/** The worst counts in full, each other one for a quarter. */
function scoreOf(marks: readonly RiskMark[]): number {
  const own = [...new Set(marks.map(({ kind }) => kind))].map((kind) => weights[kind]).sort((a, b) => b - a);
  const [worst = 0, ...others] = own;
  return worst + Math.round(others.reduce((sum, weight) => sum + weight, 0) / 4);
}

/** Comments and white space alone. */
function isOnlyQuiet({ added, removed }: LineChange): boolean {
  return [...added, ...removed].every(isQuiet);
}

/** Ten times as many lines are four more. */
function sizeOf(changes: readonly LineChange[]): number {
  const lines = changes.reduce((sum, { added, removed }) => sum + added.length + removed.length, 0);
  return Math.round(4 * Math.log10(1 + lines));
}

/** One mark of a kind for a file: the first, with what it was found for in all places. */
function withoutDoubles(marks: readonly RiskMark[]): RiskMark[] {
  const found = new Map<RiskKind, RiskMark>();
  for (const mark of marks) {
    const known = found.get(mark.kind);
    const names = [...new Set([...(known?.names ?? []), ...mark.names])].slice(0, 6);
    found.set(mark.kind, { ...(known ?? mark), line: known?.line ?? mark.line, names });
  }
  return [...found.values()].sort((a, b) => weights[b.kind] - weights[a.kind]);
}

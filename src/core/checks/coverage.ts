import { plainNames, relativeTo } from '../files/paths';
import type { CoverageFigure, UncoveredLines } from '../../protocol';
import { reportParsers, type ReportedLines } from './coverageReports';

export interface Report {
  /** Relative to the folder that the check ran in. */
  path: string;
  text: string;
}

export function isCoverageReport(path: string): boolean {
  return parserOf(path) !== undefined;
}

/**
 * The figure of each path that some report names a file of, over all reports: a line counts as covered when one of them
 * says so. `folder` is where the check ran, for reports that hold absolute paths.
 */
export function coverageFigures(
  paths: readonly string[],
  reports: readonly Report[],
  folder: string,
): CoverageFigure[] {
  const files = filesOf(reports, folder);
  return paths.flatMap((path) => {
    const wanted = plainPath(path);
    const below = [...files].filter(([name]) => wanted === '' || name === wanted || name.startsWith(`${wanted}/`));
    const total = below.reduce((sum, [, file]) => sum + file.total, 0);
    const covered = below.reduce((sum, [, file]) => sum + file.covered, 0);
    const report = below[0]?.[1].report;
    return report === undefined || total === 0 ? [] : [{ path, covered, total, report }];
  });
}

const mostRanges = 200;

/**
 * The lines of each of these files that no report says to be covered, for files that some report has lines of; a file
 * whose lines are all covered has none.
 */
export function uncoveredLines(paths: readonly string[], reports: readonly Report[], folder: string): UncoveredLines[] {
  const { lines } = reportedIn(reports, folder);
  return paths.flatMap((path) => {
    const hits = lines.get(plainPath(path))?.hits;
    const missed = [...(hits ?? [])].flatMap(([line, isHit]) => (isHit || line < 1 ? [] : [line]));
    return hits === undefined ? [] : [{ path, lines: rangesOf(missed.sort((a, b) => a - b)).slice(0, mostRanges) }];
  });
}

function rangesOf(lines: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last[1] + 1) {
      last[1] = line;
    } else {
      ranges.push([line, line]);
    }
  }
  return ranges;
}

interface FileFigure {
  covered: number;
  total: number;
  report: string;
}

function reportedIn(reports: readonly Report[], folder: string) {
  const lines = new Map<string, { hits: Map<number, boolean>; report: string }>();
  const summaries = new Map<string, FileFigure>();
  for (const { path: report, text } of reports) {
    for (const { path, lines: reported } of parserOf(report)?.(text) ?? []) {
      const name = nameIn(folder, report, path);
      if (Array.isArray(reported)) {
        const known = lines.get(name) ?? { hits: new Map<number, boolean>(), report };
        reported.forEach(({ line, isHit }) => known.hits.set(line, isHit || known.hits.get(line) === true));
        lines.set(name, known);
      } else {
        summaries.set(name, { ...reported, report });
      }
    }
  }
  return { lines, summaries };
}

function filesOf(reports: readonly Report[], folder: string): Map<string, FileFigure> {
  const { lines, summaries } = reportedIn(reports, folder);
  const counted = [...lines].map(([name, { hits, report }]): [string, FileFigure] => [
    name,
    { covered: [...hits.values()].filter((isHit) => isHit).length, total: hits.size, report },
  ]);
  return new Map([...summaries, ...counted]);
}

function parserOf(path: string): ((text: string) => ReportedLines[]) | undefined {
  const name = path.split('/').at(-1) ?? '';
  return reportParsers.find(({ file }) => file.test(name))?.parse;
}

/** A relative path is meant from the folder that holds the report's own folder `coverage`. */
function nameIn(folder: string, report: string, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const inside = relativeTo(folder.replaceAll('\\', '/'), slashed);
  if (inside !== null || /^(\/|[A-Za-z]:)/.test(slashed)) {
    return inside ?? slashed;
  }
  const base = report.split('/').slice(0, -1);
  const top = base.findIndex((name) => /coverage/i.test(name));
  const from = top < 0 ? base : base.slice(0, top);
  const isFromTop = from.length > 0 && slashed.startsWith(`${from.join('/')}/`);
  return plainPath([...(isFromTop ? [] : from), slashed].join('/'));
}

function plainPath(path: string): string {
  return plainNames(path.replaceAll('\\', '/')).join('/');
}

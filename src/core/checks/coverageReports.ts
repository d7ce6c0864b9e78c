/** A file as a report names it, with its lines, or with counts where the report has no lines. */
export interface ReportedLines {
  path: string;
  lines: { line: number; isHit: boolean }[] | { covered: number; total: number };
}

interface ReportParser {
  /** The name of the file, without its folder. */
  file: RegExp;
  /** What can't be understood is left out. */
  parse: (text: string) => ReportedLines[];
}

/** By the names that runners give their reports. */
export const reportParsers: readonly ReportParser[] = [
  { file: /^(.+\.)?lcov(\.info)?$/i, parse: parseLcov },
  { file: /^coverage-final\.json$/i, parse: parseIstanbul },
  { file: /^coverage-summary\.json$/i, parse: parseSummary },
  { file: /^(.*cobertura.*|coverage)\.xml$/i, parse: parseCobertura },
];

/** Records of `SF:path`, `DA:line,hits`, `LF:` and `LH:` counts, `end_of_record` (geninfo's man page). */
function parseLcov(text: string): ReportedLines[] {
  return text.split('end_of_record').flatMap((record) => {
    const path = /^SF:(.+)$/m.exec(record)?.[1]?.trim();
    if (path === undefined) {
      return [];
    }
    const lines = [...record.matchAll(/^DA:(\d+),(-?\d+)/gm)].map((match) => ({
      line: Number(match[1]),
      isHit: Number(match[2]) > 0,
    }));
    const count = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(record)?.[1] ?? 0);
    return [{ path, lines: lines.length > 0 ? lines : { covered: count('LH'), total: count('LF') } }];
  });
}

/** A line is hit when a statement that begins on it was run. */
function parseIstanbul(text: string): ReportedLines[] {
  return entriesOf(parseJson(text)).flatMap(([key, file]) => {
    const named = field(file, 'path');
    const counts = new Map(entriesOf(field(file, 's')));
    const byLine = new Map<number, boolean>();
    for (const [id, statement] of entriesOf(field(file, 'statementMap'))) {
      const line = field(field(statement, 'start'), 'line');
      if (typeof line === 'number') {
        byLine.set(line, byLine.get(line) === true || Number(counts.get(id) ?? 0) > 0);
      }
    }
    const path = typeof named === 'string' ? named : key;
    return byLine.size === 0 ? [] : [{ path, lines: [...byLine].map(([line, isHit]) => ({ line, isHit })) }];
  });
}

function parseSummary(text: string): ReportedLines[] {
  return entriesOf(parseJson(text)).flatMap(([path, file]) => {
    const lines = field(file, 'lines');
    const [covered, total] = [field(lines, 'covered'), field(lines, 'total')];
    return path === 'total' || typeof covered !== 'number' || typeof total !== 'number'
      ? []
      : [{ path, lines: { covered, total } }];
  });
}

/** `class` elements name their file from one of the `source` folders; their `line` elements have numbers and hits. */
function parseCobertura(text: string): ReportedLines[] {
  const plain = text.replace(/<!--[^]*?(?:-->|$)/g, '');
  const source = /<source>([^<]*)<\/source>/.exec(plain)?.[1]?.trim() ?? '';
  return plain.split(/(?=<class\b)/).flatMap((part) => {
    const name = attribute(/^<class\b[^>]*>/.exec(part)?.[0] ?? '', 'filename');
    if (name === null) {
      return [];
    }
    const own = part.split('</class>')[0] ?? '';
    const lines = [...own.matchAll(/<line\b[^>]*>/g)].flatMap(([tag]) => {
      const [line, hits] = [attribute(tag, 'number'), attribute(tag, 'hits')];
      return line === null || hits === null ? [] : [{ line: Number(line), isHit: Number(hits) > 0 }];
    });
    return [{ path: placed(unescaped(source), name), lines }];
  });
}

function placed(source: string, name: string): string {
  const isAbsolute = /^(\/|[A-Za-z]:)/.test(name);
  return isAbsolute || source === '' || source === '.' ? name : `${source.replace(/[/\\]$/, '')}/${name}`;
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return value === null ? null : unescaped(value[1] ?? value[2] ?? '');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return { torn: error };
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

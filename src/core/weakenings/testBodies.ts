import type { SourceLine } from './sourceLines';
import type { TestLanguage } from './testLanguages';

/** A test, or with an empty name what stands before the first one, and its assertions. */
export interface TestBody {
  name: string;
  line: number;
  text: string;
  assertions: SourceLine[];
  /** Its other lines, without their indentation. */
  rest: string;
}

/** How much of a line is compared with itself, which takes the square of its length. */
const maxLooked = 2_000;

/** Always true, whatever is tested. */
const empty =
  /\b(?:expect|assert(?:\.\w+)?|assert\w*!?|assertTrue)\s*\(\s*(?:true|1)\s*\)|^\s*assert\s+(?:True|1)\s*$|\bequal\s*\(\s*(\S+?)\s*,\s*\1\s*\)/i;

/** The tests of a source in their order; each reaches to the next one. Comments count for nothing. */
export function testBodies(source: string, language: TestLanguage): TestBody[] {
  const lines = withoutComments(source, language).split('\n');
  const text = lines.join('\n');
  const starts = lineStarts(lines);
  const bodies: TestBody[] = [{ name: '', line: 1, text: '', assertions: [], rest: '' }];
  for (const match of text.matchAll(language.test)) {
    const name = match.groups?.['name'] ?? match.groups?.['sub'] ?? '';
    const end = match.index + match[0].length - 1;
    bodies.push({
      name,
      line: lineAt(starts, end),
      text: lines[lineAt(starts, end) - 1]?.trim() ?? '',
      assertions: [],
      rest: '',
    });
  }
  addAssertions(bodies, lines, language);
  return bodies;
}

function addAssertions(bodies: readonly TestBody[], lines: readonly string[], language: TestLanguage): void {
  let at = 0;
  for (const [index, line] of lines.entries()) {
    while ((bodies[at + 1]?.line ?? Infinity) <= index + 1) {
      at += 1;
    }
    const body = bodies[at];
    if (body === undefined) {
      continue;
    }
    if (language.assertion.test(line) && !empty.test(line.slice(0, maxLooked))) {
      body.assertions.push({ line: index + 1, text: line.trim() });
    } else if (line.trim() !== '') {
      body.rest += `${line.trim()}\n`;
    }
  }
}

/** Lines that mark something and are not comments. */
export function linesWith(mark: RegExp, source: string, language: TestLanguage): SourceLine[] {
  return withoutComments(source, language)
    .split('\n')
    .flatMap((text, index) => (mark.test(text) ? [{ line: index + 1, text: text.trim() }] : []));
}

/** With empty lines in the place of comments. */
function withoutComments(source: string, { comment }: TestLanguage): string {
  let isInside = false;
  return source
    .split('\n')
    .map((line) => {
      isInside ||= /^\s*\/\*/.test(line);
      const isComment = isInside || comment.test(line);
      isInside &&= !line.includes('*/');
      return isComment ? '' : line;
    })
    .join('\n');
}

function lineStarts(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
}

function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low + 1;
}

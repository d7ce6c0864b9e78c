import type { Problem } from '../../protocol';

const maxMessage = 300;

type Found = Omit<Problem, 'severity'> & { severity: string };

/** Reads a line that says all of a problem; null for every other line. */
type Form = (line: string) => Found | null;

const place = String.raw`(?<path>(?:[A-Za-z]:)?[^\s:(][^:(]*)`;

/** TypeScript, plain, and what else speaks as MSBuild does. */
const withParentheses = formOf(
  String.raw`^${place}\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<code>\w+): (?<message>.+)$`,
);

/** TypeScript for a terminal. */
const withDash = formOf(
  String.raw`^${place}:(?<line>\d+):(?<column>\d+) - (?<severity>error|warning) (?<code>TS\d+): (?<message>.+)$`,
);

/** gcc and clang, rustc's short form, mypy, and many others. */
const withSeverity = formOf(
  String.raw`^${place}:(?<line>\d+):(?:(?<column>\d+):)? (?:fatal )?(?<severity>error|warning|note|info|help)(?:\[(?<code>\w+)\])?: (?<message>.+)$`,
);

/** ESLint's `unix`. */
const withRuleAtEnd = formOf(
  String.raw`^${place}:(?<line>\d+):(?<column>\d+): (?<message>.+) \[(?<severity>Error|Warning)(?:/(?<code>[^\]]+))?\]$`,
);

/** ruff and flake8, whose findings begin with the name of a rule. */
const withRule = formOf(
  String.raw`^${place}:(?<line>\d+):(?<column>\d+): (?<code>[A-Z]{1,5}\d{2,5}) (?:\[\*\] )?(?<message>.+)$`,
);

/** The Go compiler and `go vet`. */
const ofGo = formOf(String.raw`^(?:vet: )?(?<path>[^\s:(][^:(]*\.go):(?<line>\d+):(?<column>\d+): (?<message>.+)$`);

/** Where a test of pytest failed. */
const ofPytest = formOf(
  String.raw`^(?<path>[^\s:(][^:(]*\.py):(?<line>\d+): (?<message>\w*(?:Error|Exception|Failed)\b.*)$`,
);

const forms = [withParentheses, withDash, withRuleAtEnd, withSeverity, withRule, ofGo, ofPytest];

/**
 * The problems that a command printed in one of the forms that compilers and linters are known for. What is in no such
 * form is no problem: nothing is guessed. Paths are made relative to `folder`, an absolute path; others are left out.
 */
export function readProblems(output: string, folder: string): Problem[] {
  const lines = output.split(/\r?\n/);
  const found = [...lines.flatMap(fromJson), ...fromLines(lines), ...fromBlocks(lines), ...fromStylish(lines)];
  return found.flatMap(({ path, message, severity, ...rest }) => {
    const relative = relativePath(path, folder);
    const kind = severity.toLowerCase();
    return relative === null || (kind !== 'error' && kind !== 'warning')
      ? []
      : [{ path: relative, ...rest, severity: kind, message: message.trim().slice(0, maxMessage) }];
  });
}

function formOf(pattern: string): Form {
  const expression = new RegExp(pattern);
  return (line) => {
    const groups = line.length > 2000 ? undefined : expression.exec(line)?.groups;
    return groups === undefined ? null : found(groups);
  };
}

function found({ path = '', line, column, severity = 'error', code, message = '' }: Record<string, string>): Found {
  const rule = code === undefined ? /^(.*\S)\s+\[([a-z][a-z-]+)\]$/.exec(message) : null;
  return {
    path,
    line: Math.max(1, Number(line)),
    ...(column === undefined || Number(column) < 1 ? {} : { column: Number(column) }),
    severity,
    ...(rule === null ? (code === undefined ? {} : { code }) : { code: rule[2] ?? '' }),
    message: rule === null ? message : (rule[1] ?? ''),
  };
}

function fromLines(lines: readonly string[]): Found[] {
  return lines.flatMap((line) => {
    for (const form of forms) {
      const problem = form(line);
      if (problem !== null) {
        return [problem];
      }
    }
    return [];
  });
}

/** rustc and ruff: what is wrong, and below it where, behind an arrow. */
function fromBlocks(lines: readonly string[]): Found[] {
  let head: { severity: string; code?: string; message: string } | null = null;
  const problems: Found[] = [];
  for (const line of lines) {
    const said =
      /^(?<severity>error|warning)(?:\[(?<code>\w+)\])?: (?<message>.+)$/.exec(line) ??
      /^(?<code>[A-Z]{1,5}\d{2,5}) (?:\[\*\] )?(?<message>.+)$/.exec(line);
    const where = /^\s*--> (?<path>[^:]+):(?<line>\d+):(?<column>\d+)$/.exec(line);
    if (said?.groups !== undefined) {
      const { severity = 'error', code, message = '' } = said.groups;
      head = { severity, ...(code === undefined ? {} : { code }), message };
    } else if (where?.groups !== undefined && head !== null) {
      problems.push(found({ ...head, ...where.groups }));
      head = null;
    }
  }
  return problems;
}

/** ESLint's own form: a path on a line of its own, its problems below it. */
function fromStylish(lines: readonly string[]): Found[] {
  let path = '';
  const problems: Found[] = [];
  for (const line of lines) {
    const said =
      /^\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning)\s+(?<message>.+?)(?:\s{2,}(?<code>[\w@/-]+))?$/.exec(
        line,
      );
    if (said?.groups !== undefined && path !== '') {
      problems.push(found({ ...said.groups, path }));
    } else if (said === null) {
      path = /^(?:\/|[A-Za-z]:\\)[^:]+\.\w+$/.test(line) ? line : line.trim() === '' ? '' : path;
    }
  }
  return problems;
}

/** ESLint's `json`, which is one line. */
function fromJson(line: string): Found[] {
  if (!line.startsWith('[{"filePath"')) {
    return [];
  }
  const files = parsed(line);
  return (Array.isArray(files) ? files : []).flatMap((file: unknown) => {
    const { filePath, messages } = fieldsOf(file);
    return typeof filePath !== 'string' || !Array.isArray(messages)
      ? []
      : messages.map((message: unknown) => ofEslint(filePath, fieldsOf(message)));
  });
}

function ofEslint(path: string, { line, column, severity, message, ruleId }: Record<string, unknown>): Found {
  return {
    path,
    line: typeof line === 'number' && line >= 1 ? line : 1,
    ...(typeof column === 'number' && column >= 1 ? { column } : {}),
    severity: severity === 2 ? 'error' : 'warning',
    ...(typeof ruleId === 'string' ? { code: ruleId } : {}),
    message: typeof message === 'string' ? message : '',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function relativePath(path: string, folder: string): string | null {
  const [slashed, top] = [path.trim(), folder].map((text) => text.replaceAll('\\', '/'));
  const inside = slashed?.startsWith(`${top}/`) === true ? slashed.slice((top ?? '').length + 1) : (slashed ?? '');
  const plain = inside.replace(/^(?:\.\/)+/, '');
  return plain === '' || /^(?:\/|[A-Za-z]:\/)|(?:^|\/)\.\.(?:\/|$)/.test(plain) ? null : plain;
}

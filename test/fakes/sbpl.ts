/** Reads a profile of macOS's sandbox and says what it allows, as far as our profiles go; anything else in one throws. */

type Node = string | Text | Pattern | Node[];

class Text {
  constructor(readonly value: string) {}
}

class Pattern {
  constructor(readonly value: RegExp) {}
}

/** What an operation is on. */
export interface Subject {
  path?: string;
  /** The port of this machine that is connected to, `*` for any address elsewhere. */
  to?: number | '*';
  /** The socket of this machine that is connected to or bound. */
  socket?: string;
  name?: string;
  target?: 'same-sandbox' | 'others';
  extension?: string;
  domain?: string;
}

interface Rule {
  isAllowed: boolean;
  operations: string[];
  filters: Node[];
}

/** `deny default` does not count for these. */
const openByDefault = ['file-map-executable', 'process-info', 'nvram', 'iokit-get-properties'];

export class Sbpl {
  private readonly rules: Rule[];

  constructor(profile: string) {
    const [version, ...rules] = parse(profile);
    if (JSON.stringify(version) !== '["version","1"]') {
      throw new Error('a profile begins with its version');
    }
    this.rules = rules.map(ruleOf);
  }

  /** The last rule that fits decides. */
  allows(operation: string, subject: Subject = {}): boolean {
    let isAllowed = true;
    for (const rule of this.rules) {
      const fits = rule.operations.some((each) => isOf(operation, each));
      if (fits && (rule.filters.length === 0 || rule.filters.some((filter) => matches(filter, subject)))) {
        isAllowed = rule.isAllowed;
      }
    }
    return isAllowed;
  }

  /** Those that any rule names. */
  get operations(): string[] {
    return [...new Set(this.rules.flatMap(({ operations }) => operations))];
  }
}

function isOf(operation: string, pattern: string): boolean {
  if (pattern === 'default') {
    return !openByDefault.some((each) => operation.startsWith(each));
  }
  return pattern.endsWith('*') ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern;
}

function ruleOf(node: Node | undefined): Rule {
  const [verb, ...rest] = Array.isArray(node) ? node : [];
  const operations = rest.filter((each) => typeof each === 'string');
  const filters = rest.filter((each) => typeof each !== 'string');
  if ((verb !== 'allow' && verb !== 'deny') || operations.length === 0) {
    throw new Error(`no rule: ${JSON.stringify(node)}`);
  }
  return { isAllowed: verb === 'allow', operations, filters };
}

type Filter = (args: Node[], subject: Subject) => boolean;

const named: Filter = (args, { name }) => textOf(args) === name;
const filters: Readonly<Record<string, Filter>> = {
  subpath: (args, { path = '' }) => isWithin(path, textOf(args)),
  literal: (args, { path = '' }) => path === textOf(args),
  regex: ([first], { path = '' }) => first instanceof Pattern && first.value.test(path),
  'require-all': (args, subject) => args.every((each) => matches(each, subject)),
  extension: (args, { extension }) => extension === textOf(args),
  target: ([word], { target }) => target === word,
  'socket-domain': ([word], { domain }) => domain === word,
  'socket-protocol': () => true,
  'global-name': named,
  'sysctl-name': named,
  'ipc-posix-name': named,
  'ipc-posix-name-regex': ([first], { name = '' }) => first instanceof Pattern && first.value.test(name),
  'iokit-registry-entry-class': named,
  'sysctl-name-prefix': (args, { name }) => name?.startsWith(textOf(args)) === true,
  remote: isThere,
  local: isThere,
};

function matches(filter: Node, subject: Subject): boolean {
  const [name, ...args] = Array.isArray(filter) ? filter : [];
  const isMatch = typeof name === 'string' ? filters[name] : undefined;
  if (isMatch === undefined) {
    throw new Error(`a filter that this reader does not know: ${JSON.stringify(filter)}`);
  }
  return isMatch(args, subject);
}

function textOf([first]: Node[]): string {
  if (!(first instanceof Text)) {
    throw new Error('a text is missing');
  }
  return first.value;
}

function isThere([kind, where]: Node[], { to, socket }: Subject): boolean {
  if (kind === 'unix-socket' && Array.isArray(where)) {
    return socket !== undefined && matches(where, { path: socket });
  }
  if (kind !== 'ip' || !(where instanceof Text)) {
    throw new Error('no place of a network');
  }
  const [host, port] = where.value.split(':');
  const isHere = typeof to === 'number';
  return to !== undefined && (host === '*' || isHere) && (port === '*' || port === String(to));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

const token = /\s+|;[^\n]*|([()])|#"((?:[^"\\]|\\.)*)"|"((?:[^"\\]|\\[^])*)"|([^\s()";#]+)/uy;

function parse(profile: string): Node[] {
  const open: Node[][] = [[]];
  token.lastIndex = 0;
  while (token.lastIndex < profile.length) {
    const at = token.lastIndex;
    const found = token.exec(profile);
    if (found === null) {
      throw new Error(`can't be read from: ${profile.slice(at, at + 40)}`);
    }
    const [, bracket] = found;
    if (bracket === '(') {
      open.push([]);
    } else {
      const node = bracket === ')' ? open.pop() : atomOf(found);
      around(open).push(...(node === undefined ? [] : [node]));
    }
  }
  if (open.length !== 1) {
    throw new Error('a bracket is missing');
  }
  return around(open);
}

function around(open: Node[][]): Node[] {
  const list = open.at(-1);
  if (list === undefined) {
    throw new Error('a bracket too many');
  }
  return list;
}

/** Undefined for what lies between them. */
function atomOf([, , pattern, text, word]: RegExpExecArray): Node | undefined {
  if (pattern !== undefined) {
    return new Pattern(new RegExp(pattern, 'u'));
  }
  return text === undefined ? word : new Text(text.replace(/\\(.)/gu, '$1'));
}

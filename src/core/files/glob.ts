const maxGlob = 1000;
const maxAlternatives = 256;

/**
 * Tells whether a path relative to the rule's folder matches a glob of a rule: `*` and `?` stay within a name, `**` stands
 * for any folders, `{a,b}` for either, `[a-z]` for one character. A glob without `/` is for names in every folder. The
 * time is bounded by the product of both lengths, whatever a repository writes.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const patterns = expandBraces(glob.slice(0, maxGlob)).map((pattern) => compileNames(namesOf(pattern)));
  return (path) => {
    const names = path.split('/');
    return patterns.some((pattern) => matchesNames(pattern, names));
  };
}

function namesOf(pattern: string): string[] {
  const clean = pattern.trim().replace(/^\.\//, '');
  if (clean.startsWith('/')) {
    return clean.slice(1).replace(/\/$/, '/**').split('/');
  }
  const names = clean.replace(/\/$/, '/**').split('/');
  return names.length === 1 ? ['**', ...names] : names;
}

/** Splits at commas, but not at those between braces. */
export function splitGlobs(text: string): string[] {
  return splitOutside(text)
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '');
}

function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    depth = Math.max(0, depth + (text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0));
    if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** The first braces are expanded, then those of each result. Too many alternatives are none: the text is taken as it is. */
function expandBraces(glob: string): string[] {
  let expanded = [glob];
  for (let round = 0; round < maxGlob; round += 1) {
    const next = expanded.flatMap(expandFirst);
    if (next.length > maxAlternatives) {
      return [glob];
    }
    if (next.length === expanded.length && next.every((text, index) => text === expanded[index])) {
      return next;
    }
    expanded = next;
  }
  return expanded;
}

function expandFirst(glob: string): string[] {
  const start = glob.indexOf('{');
  const end = start === -1 ? -1 : closingBrace(glob, start);
  if (end === -1) {
    return [glob];
  }
  const parts = splitOutside(glob.slice(start + 1, end));
  return parts.map((part) => `${glob.slice(0, start)}${part}${glob.slice(end + 1)}`);
}

function closingBrace(glob: string, start: number): number {
  let depth = 0;
  for (let index = start; index < glob.length; index += 1) {
    depth += glob[index] === '{' ? 1 : glob[index] === '}' ? -1 : 0;
    if (depth === 0) {
      return index;
    }
  }
  return -1;
}

/** The pattern of one name, or any number of names. */
type NamePattern = '**' | { text: string; tokens: readonly Token[] };

/** `**` takes any names; at the end at least one. */
export function compileNames(names: readonly string[]): readonly NamePattern[] {
  const parts = names.at(-1) === '**' ? [...names, '*'] : names;
  return parts.map((text) => (text === '**' ? text : { text, tokens: tokensOf(text) }));
}

export function matchesNames(pattern: readonly NamePattern[], names: readonly string[]): boolean {
  return matchesSequence(
    pattern.length,
    names.length,
    (part) => pattern[part] === '**',
    (part, at) => matchesName(pattern[part] ?? '**', names[at] ?? ''),
  );
}

/** A name that reads exactly like the pattern always matches: folders may be called `[id]`. */
function matchesName(pattern: NamePattern, name: string): boolean {
  if (pattern === '**' || pattern.text === name) {
    return true;
  }
  const { tokens } = pattern;
  const characters = Array.from(name);
  return matchesSequence(
    tokens.length,
    characters.length,
    (token) => tokens[token] === anything,
    (token, at) => {
      const matches = tokens[token];
      return typeof matches === 'function' && matches(characters[at] ?? '');
    },
  );
}

/** The known way to match a pattern with stars in it: of all stars only the last one is ever widened. */
function matchesSequence(
  patternLength: number,
  length: number,
  isStar: (part: number) => boolean,
  matches: (part: number, at: number) => boolean,
): boolean {
  let part = 0;
  let at = 0;
  let star: { part: number; at: number } | null = null;
  while (at < length) {
    if (part < patternLength && isStar(part)) {
      star = { part, at };
      part += 1;
    } else if (part < patternLength && matches(part, at)) {
      part += 1;
      at += 1;
    } else if (star !== null) {
      star.at += 1;
      at = star.at;
      part = star.part + 1;
    } else {
      return false;
    }
  }
  while (part < patternLength && isStar(part)) {
    part += 1;
  }
  return part === patternLength;
}

const anything = Symbol('any characters');
type Token = typeof anything | ((character: string) => boolean);

const plainTokens = /\\(?<escaped>.)|\*+|\?|(?<plain>.)/gsu;
const allTokens = new RegExp(String.raw`\[(?<negated>[!^]?)(?<characters>\]?[^\]]*)\]|${plainTokens.source}`, 'gsu');

/** Behind the last `]` no class is looked for: each `[` there would be followed to the end in vain. */
function tokensOf(pattern: string): Token[] {
  const end = pattern.lastIndexOf(']') + 1;
  const found = [...pattern.slice(0, end).matchAll(allTokens), ...pattern.slice(end).matchAll(plainTokens)];
  return found.map(({ 0: text, groups = {} }) => {
    const { characters, negated, escaped, plain } = groups;
    if (characters !== undefined) {
      return classOf(characters, negated !== '');
    }
    if (text.startsWith('*')) {
      return anything;
    }
    const wanted = escaped ?? plain;
    return text === '?' ? () => true : (character: string) => character === wanted;
  });
}

function classOf(text: string, isNegated: boolean): (character: string) => boolean {
  const ranges = [...text.matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map(([, from = '', to]) => [from, to ?? from] as const);
  return (character) => ranges.some(([from, to]) => character >= from && character <= to) !== isNegated;
}

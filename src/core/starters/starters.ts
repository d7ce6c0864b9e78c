import type { Starter } from '../../protocol';
import type { Translate } from '../translate';
import { dependencyStarter, type DependencyFiles } from './dependencyStarter';
import { isScript, isSource, isTest, type SourceText, stemOf } from './sourceFiles';

/** What was read of a repository, which may be a part of it. */
export interface RepositoryTexts {
  sources: readonly SourceText[];
  tests: readonly SourceText[];
  dependencies: DependencyFiles;
}

const mostStarters = 3;
const enoughLines = 8;

/** Which of these files are worth reading, at most so many of each. */
export function filesToRead(paths: readonly string[], limit: number): { sources: string[]; tests: string[] } {
  const kept = (isWanted: (path: string) => boolean) => paths.filter(isWanted).slice(0, limit);
  return { sources: kept(isSource), tests: kept(isTest) };
}

/** At most three tasks, each of another kind, that what was read suggests. Nothing is asked of a registry or a model. */
export function startersIn({ sources, tests, dependencies }: RepositoryTexts, t: Translate): Starter[] {
  return [
    untested(sources, tests, t),
    dependencyStarter(dependencies, t),
    undocumented(sources, t),
    todo([...sources, ...tests], t),
  ]
    .filter((starter) => starter !== null)
    .slice(0, mostStarters);
}

/** The longest module that no test is named after and whose name no test mentions. Only where there are tests at all. */
function untested(sources: readonly SourceText[], tests: readonly SourceText[], t: Translate): Starter | null {
  const named = new Set(tests.map(({ path }) => stemOf(path).toLowerCase()));
  const mentioned = tests.map(({ text }) => text).join('\n');
  const isUntested = ({ path, text }: SourceText): boolean => {
    const stem = stemOf(path);
    return (
      !named.has(stem.toLowerCase()) &&
      !new RegExp(`[/.'"\`\\s]${stem.replace(/\W/g, '\\$&')}\\b`).test(mentioned) &&
      linesOf(text) >= enoughLines &&
      definesSomething(text)
    );
  };
  const [longest] =
    tests.length === 0 ? [] : sources.filter(isUntested).toSorted((a, b) => linesOf(b.text) - linesOf(a.text));
  return longest === undefined
    ? null
    : {
        kind: 'untested',
        label: t('Write tests for {0}, which no test mentions', longest.path),
        place: longest.path,
        prompt: t(
          'Write tests for {0}. No test mentions it. Cover what it exports, with edge cases and errors, in the style of the tests that are there. Do not change the module itself; when a test shows a bug, say so.',
          longest.path,
        ),
      };
}

function definesSomething(text: string): boolean {
  return /\b(function|class|def|func|fn|=>)\b|=>/.test(text);
}

function linesOf(text: string): number {
  return text.split('\n').length;
}

const exported = /^export (?:default )?(?:async )?(?:function\*?|class) (\w+)/;

/** The file with the most exported functions and classes that no comment stands above. */
function undocumented(sources: readonly SourceText[], t: Translate): Starter | null {
  const found = sources
    .filter(({ path }) => isScript(path))
    .map(({ path, text }) => ({ path, names: undocumentedIn(text) }))
    .toSorted((a, b) => b.names.length - a.names.length);
  const [most] = found;
  const [first] = most?.names ?? [];
  if (most === undefined || first === undefined) {
    return null;
  }
  const names = most.names.slice(0, 10).map(({ name }) => name);
  return {
    kind: 'undocumented',
    label: t('Document what {0} exports: {1}', most.path, names.slice(0, 3).join(', ')),
    place: `${most.path}:${first.line}`,
    prompt: t(
      'Write doc comments for what {0} exports without one: {1}. Say what each does, its parameters, what it returns and what it throws, from the code and its callers. Change nothing else.',
      most.path,
      names.join(', '),
    ),
  };
}

function undocumentedIn(text: string): { name: string; line: number }[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const name = exported.exec(line)?.[1];
    const above = lines[index - 1]?.trim() ?? '';
    const isDocumented = above.endsWith('*/') || above.startsWith('//') || above.startsWith('@');
    return name === undefined || isDocumented ? [] : [{ name, line: index + 1 }];
  });
}

const marked = /(?:\/\/|#|\/\*|\*)\s*(TODO|FIXME)\b[:( ]?(.{0,200})/;

function todo(files: readonly SourceText[], t: Translate): Starter | null {
  for (const { path, text } of files) {
    const lines = text.split(/\r?\n/);
    const index = lines.findIndex((line) => marked.test(line));
    const [, word = '', rest = ''] = marked.exec(lines[index] ?? '') ?? [];
    const what = rest
      .replace(/^[^)]*\)\s*:?\s*|\*\/\s*$/g, '')
      .replace(/^[\s:]+/, '')
      .trim();
    if (index !== -1 && what !== '') {
      return {
        kind: 'todo',
        label: t('Do the {0} in {1}: {2}', word, path, what.slice(0, 80)),
        place: `${path}:${index + 1}`,
        prompt: t(
          'Do what the {0} in {1}, line {2}, asks for, and remove the comment: {3}',
          word,
          path,
          index + 1,
          what,
        ),
      };
    }
  }
  return null;
}

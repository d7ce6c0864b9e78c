import type { FileChange, SprintPart, TaskId } from '../../protocol';
import { globMatcher } from '../files/glob';

/** Why the parts of a plan may get into each other's way, before they begin. */
export type PlanWarning =
  /** Files that are in the scope of both. */
  | { kind: 'shared'; parts: [string, string]; files: string[] }
  /** Files of the first that use files of the second: a change there may break them. */
  | { kind: 'uses'; parts: [string, string]; files: string[] }
  /** Files of the scope that an agent has changed whose change is not landed. */
  | { kind: 'running'; part: string; taskId: TaskId; title: string; files: string[] }
  /** No file is in the scope. */
  | { kind: 'empty'; part: string };

export interface PlanFacts {
  /** Of the repository. */
  files: readonly string[];
  /** Of some source files; those that are not here use nothing. */
  texts: ReadonlyMap<string, string>;
  /** Agents of the repository whose change is neither landed nor discarded. */
  others: readonly { taskId: TaskId; title: string; files: readonly FileChange[] }[];
}

export function planWarnings(parts: readonly SprintPart[], { files, texts, others }: PlanFacts): PlanWarning[] {
  const scopes = parts.map((part) => ({ title: part.title, isIn: inScope(part.scope) }));
  const owned = scopes.map(({ title, isIn }) => ({ title, isIn, files: files.filter(isIn) }));
  const pairs = owned.flatMap((one, at) => owned.slice(at + 1).map((other) => [one, other] as const));
  return [
    ...owned.filter((part) => part.files.length === 0).map(({ title }) => ({ kind: 'empty' as const, part: title })),
    ...pairs.flatMap(([one, other]): PlanWarning[] => {
      const shared = one.files.filter(other.isIn);
      return shared.length === 0 ? [] : [{ kind: 'shared', parts: [one.title, other.title], files: shared }];
    }),
    ...others.flatMap(({ taskId, title, files: changed }) =>
      owned.flatMap((part): PlanWarning[] => {
        const met = changed.map(({ path }) => path).filter(part.isIn);
        return met.length === 0 ? [] : [{ kind: 'running', part: part.title, taskId, title, files: met }];
      }),
    ),
    ...pairs.flatMap(([one, other]) => [...uses(one, other, texts), ...uses(other, one, texts)]),
  ];
}

interface Owned {
  title: string;
  isIn: (path: string) => boolean;
  files: readonly string[];
}

function uses(one: Owned, other: Owned, texts: ReadonlyMap<string, string>): PlanWarning[] {
  const using = one.files.filter(
    (file) => !other.isIn(file) && importsOf(file, texts.get(file) ?? '').some((path) => leadsInto(path, other)),
  );
  return using.length === 0 ? [] : [{ kind: 'uses', parts: [one.title, other.title], files: using }];
}

/** A module is named without its ending, or by its folder. */
function leadsInto(path: string, { isIn, files }: Owned): boolean {
  return isIn(path) || files.some((file) => file.startsWith(`${path}.`) || file.startsWith(`${path}/index.`));
}

/** What JavaScript and TypeScript files name relative to themselves, and Python files by dots, as paths. */
function importsOf(file: string, text: string): string[] {
  if (file.endsWith('.py')) {
    return [...text.matchAll(/^\s*(?:from|import)\s+([\w.]+)/gm)].map(([, name = '']) => name.replaceAll('.', '/'));
  }
  const named = [...text.matchAll(/(?:from|import|require\()\s*['"](\.{1,2}\/[^'"]+)['"]/g)];
  return named.map(([, path = '']) => resolved(file, path.replace(/\.[cm]?[jt]sx?$/, '')));
}

function resolved(file: string, path: string): string {
  const names = file.split('/').slice(0, -1);
  for (const name of path.split('/')) {
    if (name === '..') {
      names.pop();
    } else if (name !== '.') {
      names.push(name);
    }
  }
  return names.join('/');
}

/** Whether a path is one that the globs name. */
function inScope(scope: readonly string[]): (path: string) => boolean {
  const matchers = scope.map(globMatcher);
  return (path) => matchers.some((matches) => matches(path));
}

/** What of a change is outside of the scope; nothing for a task that has none. */
export function outsideScope(scope: readonly string[] | undefined, files: readonly FileChange[]): FileChange[] {
  if (scope === undefined) {
    return [];
  }
  const isIn = inScope(scope);
  return files.filter(({ path, oldPath }) => !isIn(path) || (oldPath !== undefined && !isIn(oldPath)));
}

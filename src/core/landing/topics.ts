import { isManifest } from '../checks/dependencyChanges';
import { isTestFile } from '../weakenings/testLanguages';

export type TopicKind = 'dependencies' | 'config' | 'source' | 'tests' | 'docs';

/** A part of a change that can be a commit of its own. */
export interface Topic {
  kind: TopicKind;
  /** The package or folder it is of; empty where it is of the whole. */
  name: string;
  paths: string[];
}

const mostFolders = 6;
const containers = /^(packages|apps|libs|crates|services|modules|plugins|extensions|src|lib|cmd|internal|pkg)$/;

/**
 * A change by topic, in the order in which commits make sense: what is installed, how it is configured, each package or
 * folder of the source with its tests, tests of nothing that changed, documents. Every path is in exactly one.
 */
export function splitByTopic(paths: readonly string[]): Topic[] {
  const kinds = new Map<TopicKind, string[]>();
  for (const path of [...new Set(paths)].sort()) {
    const kind = kindOf(path);
    kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  }
  const of = (kind: TopicKind): string[] => kinds.get(kind) ?? [];
  const whole = (kind: TopicKind): Topic[] => (of(kind).length === 0 ? [] : [{ kind, name: '', paths: of(kind) }]);
  const { source, others } = withTests(folders(of('source')), of('tests'));
  const tests: Topic[] = others.length === 0 ? [] : [{ kind: 'tests', name: '', paths: others }];
  return [...whole('dependencies'), ...whole('config'), ...source, ...tests, ...whole('docs')];
}

function kindOf(path: string): TopicKind {
  if (isTestFile(path)) {
    return 'tests';
  }
  if (isManifest(path) || /(^|\/)(Cargo\.(toml|lock)|.*\.csproj|flake\.lock)$/.test(path)) {
    return 'dependencies';
  }
  if (/\.(md|mdx|rst|adoc|txt)$/i.test(path) || /^(docs?|LICEN[CS]E|NOTICE|AUTHORS)(\/|$)/i.test(path)) {
    return 'docs';
  }
  return isConfig(path) ? 'config' : 'source';
}

function isConfig(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    path.startsWith('.') ||
    name.startsWith('.') ||
    /^(Dockerfile.*|Makefile|Jenkinsfile|tsconfig.*\.json|.*\.config\.[cm]?[jt]s|.*rc\.(json|ya?ml|[cm]?js))$/.test(
      name,
    ) ||
    (!path.includes('/') && /\.(toml|ya?ml|ini|cfg|json)$/.test(name))
  );
}

/** By package or folder; by the first folder alone where that would be many. */
function folders(paths: readonly string[]): Topic[] {
  const fine = grouped(paths, folderOf);
  return fine.length <= mostFolders ? fine : grouped(paths, (path) => folderOf(path).split('/')[0] ?? '');
}

function grouped(paths: readonly string[], nameOf: (path: string) => string): Topic[] {
  const groups = new Map<string, string[]>();
  paths.forEach((path) => groups.set(nameOf(path), [...(groups.get(nameOf(path)) ?? []), path]));
  return [...groups].map(([name, of]) => ({ kind: 'source', name, paths: of }));
}

/** `packages/core`, `src/parser`, `tools`; empty for a file at the top. */
function folderOf(path: string): string {
  const names = path.split('/').slice(0, -1);
  const depth = containers.test(names[0] ?? '') ? 2 : 1;
  return names.slice(0, depth).join('/');
}

/** Each test goes with the source that it is named after, or that lies in its package; else with the only source there is. */
function withTests(source: Topic[], tests: readonly string[]): { source: Topic[]; others: string[] } {
  const others: string[] = [];
  const joined = source.map((topic) => ({ ...topic, paths: [...topic.paths] }));
  for (const test of tests) {
    const stem = stemOf(test);
    const home =
      joined.find(({ paths }) => paths.some((path) => !isTestFile(path) && stemOf(path) === stem)) ??
      joined.find(({ name }) => name !== '' && test.startsWith(`${name}/`)) ??
      (joined.length === 1 ? joined[0] : undefined);
    if (home === undefined) {
      others.push(test);
    } else {
      home.paths.push(test);
    }
  }
  return { source: joined, others };
}

/** `foo` of `test/foo.test.ts`, `test_foo.py`, `foo_test.go`, `FooTest.java`. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return name
    .replace(/[._-](test|tests|spec|e2e|cy)$/i, '')
    .replace(/^(test|spec)[._-]/i, '')
    .replace(/(Test|Tests|Spec|IT)$/, '')
    .toLowerCase();
}

import { isManifest } from '../checks/dependencyChanges';
import { changedLines } from './changedLines';
import { isLockFile } from './generatedFiles';
import type { ReviewedText } from './reviewPorts';

/** What a manifest says differently: packages by name, with `+`, `-` or `~` for another version, and scripts. */
export interface DependencyChange {
  packages: string[];
  scripts: string[];
}

const sections = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'resolutions',
];

/** Null for a file that says nothing of dependencies. */
export function dependencyChange(file: ReviewedText): DependencyChange | null {
  const { path, before, after } = file;
  const name = path.split('/').at(-1) ?? '';
  if (name === 'package.json') {
    return ofPackage(before ?? '{}', after ?? '{}');
  }
  const isOther =
    /^(Cargo\.toml|go\.mod|pom\.xml|build\.gradle(\.kts)?|.*\.csproj|packages\.config|Package\.swift|pubspec\.yaml)$/;
  if (isLockFile(path) || !(isManifest(path) || isOther.test(name))) {
    return null;
  }
  const changes = changedLines(before ?? '', after ?? '');
  const added = changes.flatMap((change) => change.added.flatMap(namedIn));
  const removed = changes.flatMap((change) => change.removed.flatMap(namedIn));
  return { packages: marked(new Set(removed), new Set(added)), scripts: [] };
}

function ofPackage(before: string, after: string): DependencyChange | null {
  const [old, now] = [parsed(before), parsed(after)];
  if (old === null || now === null) {
    return null;
  }
  const packages = sections.flatMap((section) => differing(old[section], now[section]));
  return { packages: [...new Set(packages)], scripts: differing(old['scripts'], now['scripts']) };
}

function differing(old: unknown, now: unknown): string[] {
  const [before, after] = [entriesOf(old), entriesOf(now)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    return was === is ? [] : [`${was === undefined ? '+' : is === undefined ? '-' : '~'}${name}`];
  });
}

function entriesOf(section: unknown): Map<string, string> {
  const entries = typeof section === 'object' && section !== null ? Object.entries(section) : [];
  return new Map(entries.map(([name, value]) => [name, JSON.stringify(value)]));
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Names of packages in a line of a manifest of another kind. */
const lines: readonly RegExp[] = [
  /^\s*([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?\s*(?:[=<>~!]=|>|<|@\s)/,
  /^\s*["']?([A-Za-z0-9@][\w./@-]*)["']?\s*[=:]\s*["'{[^~\d]/,
  /^\s*(?:require\s+)?([\w.-]+\.[a-z]{2,}\/\S+)\s+v\d/,
  /^\s*gem\s+["']([\w-]+)["']/,
  /<artifactId>([^<]+)<\/artifactId>/,
  /PackageReference\s+Include="([^"]+)"/,
  /^\s*(?:implementation|api|compileOnly|runtimeOnly|testImplementation|classpath)\s*\(?\s*["']([\w.-]+:[\w.-]+)/,
  /^\s*["']([A-Za-z0-9][\w.-]*)\s*(?:[=<>~!]=|>|<)/,
];

const settings = new Set([
  'name',
  'version',
  'edition',
  'description',
  'license',
  'authors',
  'readme',
  'python',
  'module',
]);

function namedIn(line: string): string[] {
  const name = lines.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  return name === undefined || settings.has(name.toLowerCase()) ? [] : [name];
}

function marked(removed: ReadonlySet<string>, added: ReadonlySet<string>): string[] {
  const names = new Set([...added, ...removed]);
  return [...names].map((name) => `${added.has(name) ? (removed.has(name) ? '~' : '+') : '-'}${name}`);
}

import type { Starter } from '../../protocol';
import type { Translate } from '../translate';

/** Null where there is no such file. */
export interface DependencyFiles {
  packageJson: string | null;
  packageLock: string | null;
}

interface Locked {
  name: string;
  version: string;
  deprecated: string | null;
}

/**
 * A dependency that the repository's own files speak against: one that its lock file notes as deprecated, or one that is
 * locked in several major versions. Whether there is a newer version only the registry knows, which is not asked.
 */
export function dependencyStarter({ packageJson, packageLock }: DependencyFiles, t: Translate): Starter | null {
  const direct = namesIn(packageJson);
  const locked = lockedIn(packageLock);
  const deprecated = locked.find(({ name, deprecated: note }) => note !== null && direct.has(name));
  if (deprecated !== undefined) {
    const { name, version } = deprecated;
    return {
      kind: 'dependency',
      label: t('Replace {0} {1}, which is marked as deprecated', name, version),
      place: 'package-lock.json',
      prompt: t(
        'Replace the dependency {0} {1}. The lock file notes it as deprecated: “{2}”. Find what uses it, choose what fits best with the least new code, and keep the tests green.',
        name,
        version,
        (deprecated.deprecated ?? '').slice(0, 300),
      ),
    };
  }
  return duplicated(direct, locked, t);
}

function duplicated(direct: ReadonlySet<string>, locked: readonly Locked[], t: Translate): Starter | null {
  for (const name of direct) {
    const versions = [...new Set(locked.filter((one) => one.name === name).map(({ version }) => version))];
    const majors = new Set(versions.map((version) => version.split('.')[0]));
    if (majors.size > 1) {
      const all = versions.join(', ');
      return {
        kind: 'dependency',
        label: t('Settle on one major version of {0}, which is locked as {1}', name, all),
        place: 'package-lock.json',
        prompt: t(
          'The lock file holds {0} in several major versions: {1}. Find out what asks for each, and bring them to one where that is possible without changing behaviour. Keep the tests green, and say what could not be joined and why.',
          name,
          all,
        ),
      };
    }
  }
  return null;
}

function namesIn(packageJson: string | null): Set<string> {
  const parsed = objectOf(packageJson);
  return new Set([...Object.keys(fieldOf(parsed, 'dependencies')), ...Object.keys(fieldOf(parsed, 'devDependencies'))]);
}

/** Of versions 2 and 3 of the format. */
function lockedIn(packageLock: string | null): Locked[] {
  return Object.entries(fieldOf(objectOf(packageLock), 'packages')).flatMap(([path, entry]) => {
    const at = path.lastIndexOf('node_modules/');
    const { version, deprecated } =
      typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
    return at === -1 || typeof version !== 'string'
      ? []
      : [{ name: path.slice(at + 13), version, deprecated: typeof deprecated === 'string' ? deprecated : null }];
  });
}

function fieldOf(parsed: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = parsed[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function objectOf(text: string | null): Record<string, unknown> {
  try {
    const parsed: unknown = text === null ? {} : JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

import type { ChangedText } from './checkPorts';

interface Ecosystem {
  folders: RegExp;
  /** Files that say which dependencies there are. */
  manifests: RegExp;
}

const ecosystems: readonly Ecosystem[] = [
  {
    folders: /^(node_modules|bower_components|jspm_packages|\.yarn|\.pnp.*)$/,
    manifests:
      /^(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(lock|workspace)\.yaml|bun\.lockb?)$/,
  },
  {
    folders: /^(\.venv|venv|env|\.virtualenv|\.eggs)$/,
    manifests:
      /^((.*requirements|constraints).*\.(txt|in)|pyproject\.toml|(poetry|uv)\.lock|Pipfile(\.lock)?|setup\.(py|cfg))$/,
  },
  {
    folders: /^(vendor|\.bundle)$/,
    manifests: /^(Gemfile(\.lock)?|.*\.gemspec|composer\.(json|lock)|go\.(mod|sum))$/,
  },
  { folders: /^(Pods|Carthage)$/, manifests: /^(Podfile(\.lock)?|Cartfile(\.resolved)?)$/ },
  { folders: /^(deps|elm-stuff)$/, manifests: /^(mix\.(exs|lock)|elm\.json)$/ },
];

export function isManifest(path: string): boolean {
  return ecosystems.some(({ manifests }) => manifests.test(nameOf(path)));
}

/**
 * Whether the task changed what a folder of dependencies has to hold. Only then is the agent's own copy of it used for
 * checks: an unchanged one is taken from the user's checkout, where the agent could not have touched it.
 */
export function renewedBy(changes: readonly ChangedText[]): (path: string) => boolean {
  const changed = changes.filter(changesDependencies).map(({ path }) => nameOf(path));
  return (path) => {
    const own = ecosystems.find(({ folders }) => folders.test(nameOf(path)));
    return own !== undefined && changed.some((name) => own.manifests.test(name));
  };
}

const sections = [
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'],
  ...['overrides', 'resolutions', 'workspaces', 'packageManager', 'pnpm'],
];

function changesDependencies({ path, before, after }: ChangedText): boolean {
  if (nameOf(path) !== 'package.json') {
    return true;
  }
  const [old, now] = [parsed(before), parsed(after)];
  return sections.some((section) => JSON.stringify(old[section]) !== JSON.stringify(now[section]));
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    return { error: String(error) };
  }
}

function nameOf(path: string): string {
  return path.replace(/\/$/, '').split('/').at(-1) ?? '';
}

import { plainEntry } from './hostRules';

export const npmRegistry = 'registry.npmjs.org';
const npm = [npmRegistry];
const python = ['pypi.org', 'files.pythonhosted.org'];
const ruby = ['rubygems.org', 'index.rubygems.org'];
const php = ['repo.packagist.org'];
const rust = ['index.crates.io', 'static.crates.io'];
const maven = ['repo.maven.apache.org', 'repo1.maven.org'];

/** The public registries of the package managers that read these files, which lie beside each other. */
const registries: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    ...{ 'package.json': npm, 'package-lock.json': npm, 'npm-shrinkwrap.json': npm, 'pnpm-lock.yaml': npm },
    ...{ 'yarn.lock': [...npm, 'registry.yarnpkg.com'], 'bun.lock': npm, 'bun.lockb': npm },
    ...{ 'uv.lock': python, 'poetry.lock': python, 'Pipfile.lock': python, 'requirements.txt': python },
    ...{ 'pyproject.toml': python, 'setup.py': python },
    ...{ 'Cargo.toml': rust, 'Cargo.lock': rust, 'go.mod': ['proxy.golang.org', 'sum.golang.org'] },
    ...{ Gemfile: ruby, 'Gemfile.lock': ruby, 'composer.json': php, 'composer.lock': php },
    ...{ 'pom.xml': maven, 'build.gradle': [...maven, 'plugins.gradle.org'] },
    ...{ 'build.gradle.kts': [...maven, 'plugins.gradle.org'], 'packages.lock.json': ['api.nuget.org'] },
  }),
);

/** Lock files that name where each package is to be had. */
export const namingFiles: readonly string[] = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'uv.lock', 'poetry.lock'],
  ...['Pipfile.lock', 'Gemfile.lock', 'composer.lock', 'packages.lock.json'],
];

export function publicRegistries(names: Iterable<string>): string[] {
  return [...new Set([...names].flatMap((name) => registries.get(name) ?? []))];
}

/** More than a person would read are no list. */
const maxNamed = 30;
const naming =
  /["']?\b(?:resolved|tarball|url|remote|registry)["']?\s{0,8}[:=]?\s{0,8}["']?(?:\w{1,20}\+)?(https?:\/\/[^\s"'#?]+)/g;

/** The hosts at which a lock file says its packages are. */
export function namedHosts(text: string): string[] {
  const hosts = new Set<string>();
  for (const [, url = ''] of text.matchAll(naming)) {
    const entry = entryOfUrl(url);
    if (entry !== null && hosts.size < maxNamed) {
      hosts.add(entry);
    }
  }
  return [...hosts];
}

/** `https://user@registry.example:8080/path` becomes `registry.example:8080`; null for what is no such address. */
export function entryOfUrl(url: string): string | null {
  const [, authority = ''] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  const place = authority.slice(authority.lastIndexOf('@') + 1).replace(/:(80|443)$/, '');
  return place === '' ? null : plainEntry(place);
}

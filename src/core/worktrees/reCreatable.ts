const dependencies = [
  ...['node_modules', 'bower_components', 'jspm_packages', '.venv', 'venv', '.virtualenv'],
  ...['Pods', 'Carthage', '.bundle', 'elm-stuff', '.eggs'],
];

const output = [
  ...['dist', 'build', 'out', 'target', 'coverage', '.nyc_output', 'storybook-static', 'playwright-report'],
  ...['.cache', '.next', '.nuxt', '.svelte-kit', '.turbo', '.parcel-cache', '.angular', '.output', '.vite'],
  ...['__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache', '.tox', '.nox', '.gradle'],
];

const names = new Set([...dependencies, ...output]);

/**
 * Whether a folder, by its name, holds only what an install or a build makes again. To be asked of folders that git
 * ignores and that hold nothing tracked; what people keep notes in, such as `tmp` or `logs`, is none of them.
 */
export function isReCreatable(path: string): boolean {
  return names.has(path.replace(/\/$/, '').split('/').at(-1) ?? '');
}

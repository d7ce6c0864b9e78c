import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { SandboxPlan } from '../../core/sandbox/sandboxPlan';
import { secretsOfHome, secretsOfSystem } from '../../core/wrap';
import type { SandboxOptions } from './sandboxOptions';
import { type FoundPlaces, placesInSandbox } from './sandboxPlaces';

/** The one plan of places, whatever carries it out; `places` is null where no file says anything of them. */
export async function sandboxPlanOf(
  options: SandboxOptions,
): Promise<{ plan: SandboxPlan; places: FoundPlaces | null }> {
  const { places: wanted, env, hidden: ours } = options;
  const places = wanted === undefined ? null : await placesInSandbox({ ...wanted, home: env['HOME'], hidden: ours });
  const worktree = await fs.realpath(options.worktree);
  const home = env['HOME'];
  const ofHome = home === undefined ? [] : secretsOfHome.map((name) => path.join(home, name));
  const hidden = await look([...ofHome, ...secretsOfSystem, ...ours]);
  const readOnly = await look([...options.readOnly, path.join(worktree, '.git')]);
  const plan = {
    worktree,
    readOnly: readOnly.map((found) => found.path),
    hiddenFolders: hidden.filter((found) => found.isFolder).map((found) => found.path),
    hiddenFiles: hidden.filter((found) => !found.isFolder).map((found) => found.path),
    ...namedBy(places),
  };
  return { plan, places };
}

function namedBy(places: FoundPlaces | null): Pick<SandboxPlan, 'narrowed' | 'reads' | 'writes'> {
  return places === null
    ? {}
    : { narrowed: places.narrowed, reads: [...places.reads, ...places.own], writes: places.writes };
}

/** The real paths of those that exist, each once. */
async function look(paths: readonly string[]): Promise<{ path: string; isFolder: boolean }[]> {
  const found = await Promise.all(paths.map(lookAt));
  return [...new Map(found.flatMap((place) => (place === null ? [] : [[place.path, place]]))).values()];
}

async function lookAt(candidate: string): Promise<{ path: string; isFolder: boolean } | null> {
  try {
    const real = await fs.realpath(candidate);
    return { path: real, isFolder: (await fs.stat(real)).isDirectory() };
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return null;
    }
    throw error;
  }
}

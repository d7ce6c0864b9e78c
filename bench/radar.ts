import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../src/adapters/git/createGit';
import { RepoRadar } from '../src/app/radar/repoRadar';
import type { RadarSide } from '../src/core/radar/radarSides';
import type { ObjectName, TaskId } from '../src/protocol';
import { TestRepo } from '../test/fakes/testRepo';
import { measured } from './support/measure';

const shape = { folders: 100, filesEach: 100, lines: 60 };
const agents = 20;
const changedEach = 30;

const name = (at: number): string => `src/part${Math.floor(at / shape.filesEach)}/file${at % shape.filesEach}.js`;
const line = (at: number, index: number): string => `export const value${index} = ${at * 7 + index};`;
const text = (at: number): string[] => Array.from({ length: shape.lines }, (_, index) => line(at, index));

/** 10,000 files, committed and checked out. */
function repository(): TestRepo {
  const repo = new TestRepo();
  repo.git('config', 'gc.auto', '0');
  const all = Array.from({ length: shape.folders * shape.filesEach }, (_, at) => at);
  repo.write(Object.fromEntries(all.map((at) => [name(at), `${text(at).join('\n')}\n`])));
  repo.commit('Begin');
  repo.git('gc', '-q');
  return repo;
}

/** A tree in which an agent has changed files of its own, and a line in a file that all of them change. */
function changedTree(repo: TestRepo, agent: number, round: number): ObjectName {
  const index = path.join(repo.folder, 'bench.index');
  const env = { ...process.env, GIT_INDEX_FILE: index, GIT_DIR: path.join(repo.root, '.git') };
  const git = (input: string, ...args: string[]): string => execFileSync('git', args, { env, input, encoding: 'utf8' });
  git('', 'read-tree', 'HEAD');
  const own = Array.from({ length: changedEach }, (_, each) => 1 + agent * changedEach + each);
  const entries = [0, ...own].map((at) => {
    const lines = text(at);
    lines[at === 0 ? agent % 4 : 30] = `export const changed = '${agent} ${round}';`;
    return `100644 ${git(`${lines.join('\n')}\n`, 'hash-object', '-w', '--stdin').trim()}\t${name(at)}`;
  });
  git(`${entries.join('\n')}\n`, 'update-index', '--index-info');
  return git('', 'write-tree').trim() as ObjectName;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** One merge as anybody would make it. */
function bareMerge(repo: TestRepo, pair: readonly string[]): Promise<void> {
  try {
    repo.git('merge-tree', '--write-tree', '--no-messages', ...pair);
  } catch (error) {
    // It ends with 1 where there is a conflict.
    if ((error as { status?: number }).status !== 1) {
      throw error;
    }
  }
  return Promise.resolve();
}

void measured(async () => {
  const repo = repository();
  const radar = new RepoRadar(createGit(), repo.root);
  const snapshot = repo.head();
  const { gitDir, commonDir } = { gitDir: path.join(repo.root, '.git'), commonDir: path.join(repo.root, '.git') };
  const side = (agent: number, round: number): RadarSide => ({
    taskId: String(agent).padStart(26, '0') as TaskId,
    ...{ title: `Agent ${agent}`, root: repo.root, snapshot, tree: changedTree(repo, agent, round) },
    ...{
      worktree: { worktree: repo.root, gitDir, commonDir },
      isInCheckout: false,
      prefix: '',
      result: null,
      rivals: null,
    },
  });
  const sides = Array.from({ length: agents }, (_, agent) => side(agent, 0));
  const commit = (tree: ObjectName | null): string =>
    repo.git('commit-tree', String(tree), '-p', snapshot, '-m', 'one').trim();
  const pair = [commit(sides[0]?.tree ?? null), commit(sides[1]?.tree ?? null)];
  const locks: string[] = [];
  const watching = fs.watch(gitDir, { recursive: true }, (_, file) => {
    if (file?.endsWith('.lock') === true) {
      locks.push(file);
    }
  });
  let met = 0;
  const look = async (checkout: 'again' | 'known'): Promise<void> => {
    met = (await radar.look(sides, checkout)).length;
  };
  const cold = await timed(() => look('again'));
  const checkout = await timed(() => look('again'));
  let round = 0;
  return {
    title: `Radar: one of ${agents} agents changes, in ${shape.folders * shape.filesEach} files; all of them meet`,
    floor: {
      name: 'one bare git merge-tree',
      run: () => timed(() => bareMerge(repo, pair)),
    },
    ours: {
      name: `its ${agents - 1} pairs and the checkout`,
      run() {
        round += 1;
        sides[round % agents] = side(round % agents, round);
        locks.length = 0;
        return timed(() => look('known'));
      },
    },
    rounds: 9,
    close: async () => {
      console.log(`  pairs that conflict: ${met} of ${(agents * (agents - 1)) / 2}; lock files seen: ${locks.length}`);
      console.log(
        `  cold start, all pairs: ${cold.toFixed(0)} ms; another look at the checkout: ${checkout.toFixed(0)} ms`,
      );
      watching.close();
      await radar.forget();
      repo.dispose();
    },
  };
});

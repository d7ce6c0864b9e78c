import { join } from 'node:path';
import { GitError } from '../../../core/errors';
import type { Collided, RadarGit, SideConflict, Sides } from '../../../core/radar/radarPorts';
import { sidePlaces } from '../../../core/radar/sidePlaces';
import type { TouchedPaths } from '../../../core/radar/touchedPaths';
import type { ObjectName } from '../../../protocol';
import { type Aside, AsideObjects } from '../objects/asideObjects';
import { treeOf } from '../objects/commits';
import { plainDiff } from './differences';
import type { GitProcess } from '../process/gitProcess';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';
import { LooseObjects } from '../objects/looseObjects';
import { kindOf, type MergeAnswer, mergeAnswers, type MergeConflict } from './mergeAnswers';
import type { Repositories } from '../repository/repositories';
import { textsBetween } from './reviewTexts';
import { sideHunks } from './sideHunks';
import { copyIndex, pristineIndex, stageTree, withTemporaryIndex } from '../checkout/stage';
import { formatTree, type TreeItem } from '../objects/treeObject';

const to = 'compare the changes of agents';

/** Files of which the lines are looked for; the rest conflict as a whole. */
const maxPlaced = 500;

export function radar(process: GitProcess, repositories: Repositories): RadarGit {
  const aside = new AsideObjects();
  return {
    async sightOf(at) {
      const repo = await repositories.open(at);
      const written = repo.writingTo((await aside.kept(repo)).env);
      return withTemporaryIndex(async (indexFile) => {
        const isCheckout = typeof at === 'string';
        await copyIndex(isCheckout ? join(repo.at.gitDir, 'index') : pristineIndex(repo.at.gitDir), indexFile);
        return stageTree(written, indexFile, isCheckout ? 'skip' : 'flatten');
      });
    },

    async treesOfCommits(root, commits) {
      const repo = await repositories.open(root);
      const input = commits.map((commit) => `${commit}^{tree}\n`).join('');
      const { stdout } = await repo.run({ args: ['cat-file', '--batch-check=%(objectname)'], to, input });
      const names = stdout.toString().trim().split('\n');
      const bad = names.find((name) => !/^[0-9a-f]{40,64}$/.test(name));
      if (bad !== undefined && commits.length > 0) {
        throw new GitError('no-commit', `Git could not ${to}: ${bad}`, { audience: 'log' });
      }
      return commits.length === 0 ? [] : (names as ObjectName[]);
    },

    async touchedBetween(root, pairs) {
      const repo = await repositories.open(root);
      return touchedBetween(repo.writingTo((await aside.kept(repo)).env), pairs);
    },

    async collide(root, sides, keepTrees) {
      const repo = await repositories.open(root);
      const canBatch = takesManyMerges(await process.version());
      const work = ({ folder, env }: Aside): Promise<Collided[]> => {
        const objects = new LooseObjects(folder, hashOf(sides), 'aside');
        return collide({ repo: repo.writingTo(env), objects, canBatch }, sides);
      };
      return keepTrees ? work(await aside.kept(repo)) : aside.scratch(repo, work);
    },

    async textsBetween(root, from, until) {
      const repo = await repositories.open(root);
      return textsBetween(repo.writingTo((await aside.kept(repo)).env), from, until);
    },

    async forgetSights(root) {
      await aside.forget(await repositories.open(root));
    },
  };
}

async function touchedBetween(
  repo: GitRepo,
  pairs: readonly { from: ObjectName; to: ObjectName }[],
): Promise<TouchedPaths[]> {
  const differing = pairs.filter((pair) => pair.from !== pair.to);
  const input = differing.map((pair) => `${pair.from} ${pair.to}\n`).join('');
  const args = [...plainDiff, '--name-status', '--no-renames', '-z', '--stdin'];
  const fields = differing.length === 0 ? [] : fieldsOf((await repo.run({ args, to, input })).stdout);
  const found = new Map<string, Map<string, 'added' | 'removed' | 'changed'>>();
  let touched = new Map<string, 'added' | 'removed' | 'changed'>();
  for (let at = 0; at < fields.length;) {
    const field = fields[at] ?? '';
    const header = /^([0-9a-f]{40,64} [0-9a-f]{40,64})\n(.*)$/s.exec(field);
    if (header !== null) {
      touched = new Map();
      found.set(header[1] ?? '', touched);
    }
    const status = header?.[2] ?? field;
    touched.set(asText(fields[at + 1] ?? ''), status === 'A' ? 'added' : status === 'D' ? 'removed' : 'changed');
    at += 2;
  }
  return pairs.map((pair) => found.get(`${pair.from} ${pair.to}`) ?? new Map());
}

interface Collider {
  repo: GitRepo;
  objects: LooseObjects;
  canBatch: boolean;
}

function hashOf([first]: readonly Sides[]): 'sha1' | 'sha256' {
  return first?.base.length === 64 ? 'sha256' : 'sha1';
}

async function collide(collider: Collider, sides: readonly Sides[]): Promise<Collided[]> {
  const { objects } = collider;
  const merges = sides.map(({ base, ours, theirs }) => {
    const parent = objects.add('commit', commitOf(base));
    return [objects.add('commit', commitOf(ours, parent)), objects.add('commit', commitOf(theirs, parent))] as const;
  });
  await objects.written();
  const answers = merges.length === 0 ? [] : await answersTo(collider, merges);
  const places = await placesOf(collider, answers.flatMap(({ conflicts }) => conflicts).filter(hasTexts));
  return answers.map(({ tree, conflicts }) => ({
    tree,
    conflicts: conflicts
      .map((conflict): SideConflict => {
        return { path: asText(conflict.path), kind: kindOf(conflict), places: places.get(conflict) ?? [] };
      })
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
  }));
}

/** Always the same bytes for the same files, so that it has one name however often it is made. */
function commitOf(tree: ObjectName, parent?: ObjectName): Buffer {
  const who = 'Background Agents <background-agents@localhost> 0 +0000';
  const parents = parent === undefined ? [] : [`parent ${parent}`];
  return Buffer.from([`tree ${tree}`, ...parents, `author ${who}`, `committer ${who}`, '', 'Sight', ''].join('\n'));
}

/** Git 2.38 makes one merge a process. */
function takesManyMerges(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || minor >= 39;
}

const mergeTree = ['merge-tree', '--write-tree', '--messages', '-z'];

type Merge = readonly [ObjectName, ObjectName];

/** There are merges that make git itself fall: then each is made by its own process, and only those are not known. */
async function answersTo(collider: Collider, merges: readonly Merge[]): Promise<MergeAnswer[]> {
  const together = collider.canBatch ? await answersTogether(collider, merges) : null;
  if (together !== null) {
    return together;
  }
  const answers: MergeAnswer[] = [];
  for (const merge of merges) {
    const { code, stdout } = await collider.repo.run({ args: [...mergeTree, ...merge], to, accept: anyStatus });
    const [answer] = [0, 1].includes(code) ? (mergeAnswers([String(1 - code), ...fieldsOf(stdout), '']) ?? []) : [];
    answers.push(answer ?? { tree: await treeOf(collider.repo, merge[0]), conflicts: [] });
  }
  return answers;
}

/** A process that is ended by a signal has -1. */
const anyStatus = [0, 1, -1, 128, 134, 139];

/** Null when git did not answer for all. */
async function answersTogether({ repo }: Collider, merges: readonly Merge[]): Promise<MergeAnswer[] | null> {
  const input = merges.map((pair) => `${pair.join(' ')}\n`).join('');
  const { code, stdout } = await repo.run({ args: [...mergeTree, '--stdin'], to, input, accept: anyStatus });
  const answers = code === 0 ? mergeAnswers(fieldsOf(stdout)) : null;
  return answers?.length === merges.length ? answers : null;
}

function isPlain(item: TreeItem | undefined): item is TreeItem {
  return item?.mode.startsWith('100') === true;
}

function hasTexts({ versions }: MergeConflict): boolean {
  return isPlain(versions['2']) && isPlain(versions['3']);
}

/** All files of all merges as two trees, each file twice and under a number, so that one comparison answers for all. */
async function placesOf(
  { repo, objects }: Collider,
  conflicts: readonly MergeConflict[],
): Promise<ReadonlyMap<MergeConflict, SideConflict['places']>> {
  const placed = conflicts.slice(0, maxPlaced);
  if (placed.length === 0) {
    return new Map();
  }
  const treeOfAll = (stages: { ours: '1' | '2'; theirs: '1' | '3' }): ObjectName => {
    const items = new Map<string, TreeItem>();
    placed.forEach(({ versions }, index) => {
      for (const [side, stage] of Object.entries(stages)) {
        const version = versions[stage];
        if (isPlain(version)) {
          items.set(`${side}${index}`, { mode: '100644', object: version.object });
        }
      }
    });
    return objects.add('tree', formatTree(items));
  };
  const [base, sides] = [treeOfAll({ ours: '1', theirs: '1' }), treeOfAll({ ours: '2', theirs: '3' })];
  await objects.written();
  const hunks = await hunksBetween(repo, base, sides);
  return new Map(
    placed.map((conflict, index) => [
      conflict,
      sidePlaces(hunks.get(`ours${index}`) ?? [], hunks.get(`theirs${index}`) ?? []),
    ]),
  );
}

/** As git's merges compare; a larger file is compared as a whole. */
async function hunksBetween(repo: GitRepo, from: ObjectName, until: ObjectName): Promise<ReturnType<typeof sideHunks>> {
  const options = ['-p', '-U0', '--histogram', '--no-indent-heuristic', '--no-renames', '--full-index', '--no-color'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--end-of-options'];
  const args = ['-c', 'core.bigFileThreshold=1m', ...plainDiff, ...options, ...prefixes, from, until, '--'];
  return sideHunks((await repo.run({ args, to })).stdout.toString('latin1'));
}

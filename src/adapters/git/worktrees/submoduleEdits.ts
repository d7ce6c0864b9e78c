import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubmoduleGit } from '../../../core/worktrees/submodulePorts';
import type { PreviewedFile } from '../../../core/previewPorts';
import { withTemporaryIndex } from '../checkout/stage';
import { lstatOrNull } from '../checkout/standing';
import { asText, fieldsOf, GitRepo } from '../gitRepo';
import { storedTexts } from '../objects/storedTexts';
import type { GitProcess } from '../process/gitProcess';
import { holds, namesByPath } from './submoduleFiles';

interface Edited {
  path: string;
  repo: GitRepo;
  files: EditedFile[];
}

/** `object`: what the file was. */
interface EditedFile {
  path: string;
  kind: PreviewedFile['kind'];
  object: string | null;
}

const to = 'see what was changed in submodules';
const gitlink = '160000 ';
const deepest = 8;
const mostShown = 200;
const maxBytes = 500_000;

/** Compares the files of submodules with the commits that a task began with, by the repositories that the checkout has of them. */
export function submoduleEdits(process: GitProcess): SubmoduleGit {
  return {
    async editedSubmodules(at, snapshot) {
      const edited = await editedIn(process, at, snapshot);
      return edited.map(({ path, files }) => ({ path, files: files.length }));
    },

    async submoduleFiles(at, snapshot, path) {
      const edited = (await editedIn(process, at, snapshot)).find((each) => each.path === path);
      return edited === undefined ? [] : textsOf(edited);
    },
  };
}

async function editedIn(process: GitProcess, at: GitRepo['at'], snapshot: string): Promise<Edited[]> {
  if (!(await isRealFolder(at.worktree))) {
    return [];
  }
  const repo = new GitRepo(process, at);
  const found = await below({ process, repo, commit: snapshot, modules: join(at.commonDir, 'modules'), depth: 0 });
  return found.filter(({ files }) => files.length > 0);
}

interface Level {
  process: GitProcess;
  repo: GitRepo;
  commit: string;
  /** Where the repositories of its submodules lie. */
  modules: string;
  depth: number;
}

/** What says where submodules are is read from the commit: a command may have changed the file. */
async function below({ process, repo, commit, modules, depth }: Level): Promise<Edited[]> {
  const names =
    depth < deepest ? await namesByPath(repo, ['--blob', `${commit}:.gitmodules`]) : new Map<string, string>();
  const found: Edited[] = [];
  for (const { path, commit: wanted } of names.size === 0 ? [] : await gitlinksOf(repo, commit)) {
    const gitDir = join(modules, names.get(path) ?? '');
    const worktree = join(repo.at.worktree, path);
    const inner = new GitRepo(process, { worktree, gitDir, commonDir: gitDir });
    if (names.has(path) && (await isFilled(inner)) && (await holds(inner, wanted))) {
      const deeper = { process, repo: inner, commit: wanted, modules: join(gitDir, 'modules'), depth: depth + 1 };
      const nested = (await below(deeper)).map((each) => ({ ...each, path: `${path}/${each.path}` }));
      found.push({ path, repo: inner, files: await filesOf(inner, wanted) }, ...nested);
    }
  }
  return found;
}

async function gitlinksOf(repo: GitRepo, commit: string): Promise<{ path: string; commit: string }[]> {
  const { stdout } = await repo.run({ args: ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit], to });
  return fieldsOf(stdout)
    .filter((entry) => entry.startsWith(gitlink))
    .map((entry) => {
      const tab = entry.indexOf('\t');
      return { path: asText(entry.slice(tab + 1)), commit: entry.slice(0, tab).split(' ')[2] ?? '' };
    });
}

/** An empty folder is one that could not be filled, and a link leads to what is none of the task's. */
async function isFilled({ at: { worktree, gitDir } }: GitRepo): Promise<boolean> {
  const isKnown = (await lstatOrNull(join(gitDir, 'HEAD')))?.isFile() === true;
  return isKnown && (await isRealFolder(worktree)) && (await readdir(worktree)).length > 0;
}

async function isRealFolder(folder: string): Promise<boolean> {
  return (await lstatOrNull(folder))?.isDirectory() === true && (await realpath(folder)) === folder;
}

async function filesOf(repo: GitRepo, commit: string): Promise<EditedFile[]> {
  return withTemporaryIndex(async (indexFile) => {
    const run = async (...args: string[]) => fieldsOf((await repo.run({ args, to, indexFile, accept: [0, 1] })).stdout);
    await run('read-tree', '--end-of-options', commit);
    await run('update-index', '-q', '--refresh', '--ignore-submodules');
    const differing = await run('diff-files', '--raw', '-z', '--ignore-submodules=all', '--no-ext-diff');
    const tracked = differing.flatMap((record, at): EditedFile[] => {
      const [, , object = '', , status] = record.split(' ');
      const kind = status === 'D' ? 'deleted' : 'modified';
      return at % 2 === 0 ? [{ path: asText(differing[at + 1] ?? ''), kind, object }] : [];
    });
    const untracked = (await run('ls-files', '-o', '--exclude-standard', '-z')).map((path): EditedFile => {
      return { path: asText(path), kind: 'added', object: null };
    });
    return [...tracked, ...untracked];
  });
}

async function textsOf({ path: folder, repo, files }: Edited): Promise<PreviewedFile[]> {
  const shown = files.slice(0, mostShown);
  const textOf = await storedTexts(
    repo,
    shown.map(({ object }) => object),
  );
  return Promise.all(
    shown.map(async ({ path, kind, object }) => {
      const before = textOf(object);
      const after = kind === 'deleted' ? null : await textAt(join(repo.at.worktree, path));
      const isOpaque = (object !== null && before === null) || (kind !== 'deleted' && after === null);
      return { path: `${folder}/${path}`, kind, before, after, isOpaque };
    }),
  );
}

/** Null for what is no text, too long, or no file. */
async function textAt(file: string): Promise<string | null> {
  const stats = await lstat(file);
  const bytes = stats.isFile() && stats.size <= maxBytes ? await readFile(file) : null;
  return bytes === null || bytes.includes(0) ? null : bytes.toString('utf8');
}

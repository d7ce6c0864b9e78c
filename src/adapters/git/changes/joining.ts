import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from '../../../core/errors';
import { escapedPath, ignoreBelow } from '../../../core/files/ignoreBelow';
import type { Member } from '../../../core/repositories/joinedPorts';
import { isReftable } from '../worktrees/adminFolder';
import type { GitProcess } from '../process/gitProcess';
import { fieldsOf, type GitRepo } from '../gitRepo';
import type { JoinedFolders } from '../worktrees/joinedFolders';
import type { Repositories } from '../repository/repositories';
import { isThere } from '../checkout/standing';

interface Tools {
  process: GitProcess;
  repositories: Repositories;
  folders: JoinedFolders;
}

/** What decides which bytes a file has in a checkout, and which of its properties git looks at. */
const compared = '^core\\.(autocrlf|eol|filemode|symlinks|ignorecase|precomposeunicode)$';
const refused = '^(core\\.(sparsecheckout|sharedrepository)|extensions\\.refstorage)$';

/** To be called with the lock of the joined repositories. Calling it again adds what is not known yet. */
export async function joinMembers(tools: Tools, root: string, members: readonly Member[]): Promise<void> {
  const gitDir = tools.folders.gitDir(root);
  const known = await tools.folders.known(root);
  const all = [...known.filter(({ path }) => members.every((member) => member.path !== path)), ...members];
  const repos = await Promise.all(members.map(({ root: top }) => tools.repositories.open(top)));
  const settings = await sameSettings(repos, members);
  const format = await sameFormat(repos);
  await begin(tools.process, gitDir, format);
  await writeWhole(join(gitDir, 'config'), configText(format, settings));
  await mkdir(join(gitDir, 'info'), { recursive: true });
  await writeWhole(join(gitDir, 'info', 'exclude'), await excludeText(tools, all));
  const stores = await Promise.all(all.map((member) => storeOf(tools, member)));
  await writeWhole(
    join(gitDir, 'objects', 'info', 'alternates'),
    [...new Set(stores)].map((line) => `${line}\n`).join(''),
  );
  await tools.folders.write(root, all);
}

async function begin(process: GitProcess, gitDir: string, format: string): Promise<void> {
  if (await isThere(join(gitDir, 'HEAD'))) {
    return;
  }
  const args = ['init', '--bare', '--quiet', '--template=', `--object-format=${format}`, '--initial-branch=joined'];
  const { code, stderr } = await process.run({ args: [...args, '--end-of-options', gitDir] });
  if (code !== 0) {
    throw new GitError('failed', `Git could not make a place for the repositories together: ${stderr.trim()}`);
  }
}

async function sameFormat(repos: readonly GitRepo[]): Promise<string> {
  const to = 'read the form of the repository';
  const formats = await Promise.all(
    repos.map((repo) => repo.line({ args: ['rev-parse', '--show-object-format'], to })),
  );
  const [first = 'sha1'] = formats;
  if (formats.some((format) => format !== first)) {
    throw notJoined('some name their objects by SHA-1 and some by SHA-256');
  }
  return first;
}

/** A file may have other bytes in one repository than in another only by attributes, which are files of theirs. */
async function sameSettings(repos: readonly GitRepo[], members: readonly Member[]): Promise<[string, string][]> {
  const all = await Promise.all(repos.map((repo) => settingsOf(repo, compared)));
  for (const [index, repo] of repos.entries()) {
    const path = members[index]?.path ?? '';
    const kept = (await settingsOf(repo, refused)).filter(([, value]) => value !== 'false' && value !== 'files');
    if (kept.length > 0 || (await isReftable(repo))) {
      throw notJoined(`${path} holds a part of its files only, is shared between users, or keeps its refs in tables`);
    }
    if (JSON.stringify(all[index]) !== JSON.stringify(all[0])) {
      throw notJoined(
        `${members[0]?.path ?? ''} and ${path} have different settings for line ends, rights or names of files`,
      );
    }
  }
  return all[0] ?? [];
}

/** In the order of their names, the value that counts of each. */
async function settingsOf(repo: GitRepo, names: string): Promise<[string, string][]> {
  const args = ['config', '--null', '--get-regexp', names];
  const { stdout } = await repo.run({ args, to: 'read the configuration of the repository', accept: [0, 1] });
  const found = fieldsOf(stdout).map((setting): [string, string] => {
    const [name = '', value = 'true'] = setting.split('\n');
    return [name, value];
  });
  return [...new Map(found)].sort(([a], [b]) => (a < b ? -1 : 1));
}

function configText(format: string, settings: readonly [string, string][]): string {
  const own = settings.map(([name, value]) => `\t${name.slice('core.'.length)} = ${JSON.stringify(value)}`);
  const version = format === 'sha1' ? 0 : 1;
  const extensions = format === 'sha1' ? [] : ['[extensions]', `\tobjectFormat = ${format}`];
  return ['[core]', `\trepositoryformatversion = ${version}`, '\tbare = false', ...own, ...extensions, ''].join('\n');
}

/** What an agent leaves beside the repositories belongs to none of them. */
async function excludeText({ repositories }: Tools, members: readonly Member[]): Promise<string> {
  const lines = new Set<string>(['/*']);
  for (const { path } of members) {
    const names = path.split('/');
    for (const depth of names.keys()) {
      const folder = names.slice(0, depth + 1).join('/');
      lines.add(`!/${escapedPath(folder)}/`);
      if (depth < names.length - 1) {
        lines.add(`/${escapedPath(folder)}/*`);
      }
    }
  }
  for (const { path, root } of members) {
    const { at } = await repositories.open(root);
    const own = await readFile(join(at.commonDir, 'info', 'exclude'), 'utf8').catch(() => '');
    ignoreBelow(own, path).forEach((line) => lines.add(line));
  }
  return `${[...lines].join('\n')}\n`;
}

async function storeOf({ repositories }: Tools, { root, path }: Member): Promise<string> {
  const { at } = await repositories.open(root);
  const store = join(at.commonDir, 'objects');
  if (/^["#]|[\n\r]/.test(store)) {
    throw notJoined(`the folder of ${path} has a name that git can't refer to`);
  }
  return store;
}

async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

function notJoined(why: string): GitError {
  return new GitError('failed', `The repositories can't be worked on together: ${why}.`, {
    hint: 'Make them alike, or give each its own task.',
  });
}

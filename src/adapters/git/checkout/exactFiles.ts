import { chmod, lstat, rename, rm, writeFile } from 'node:fs/promises';
import type { ObjectName } from '../../../protocol';
import { absolute, asBinary, asText, fieldsOf, type GitRepo } from '../gitRepo';
import type { RestRecord } from '../salvage/restRecord';
import { objectsOf, pathLines, writeRecord } from '../salvage/restStore';
import { shortTurns } from '../process/shortTurns';
import { Standings } from './standing';

const to = 'keep your files byte for byte';

/** The files among the paths, with their bytes and rights. Returns a commit of our own form. */
export async function keepFiles(repo: GitRepo, paths: readonly string[]): Promise<ObjectName> {
  const found: { path: string; mode: number }[] = [];
  const standings = new Standings(repo.at.worktree);
  const turn = shortTurns();
  for (const name of new Set(paths)) {
    const standing = standings.look(name);
    await turn();
    if (standing.kind === 'file') {
      found.push({ path: asBinary(name), mode: standing.stats.mode & 0o7777 });
    }
  }
  const none = { links: [], modes: [], folders: [], left: [] };
  return (await writeRecord(repo, { ...none, files: found })).commit;
}

/** Only where git sees in a file what `state` holds at its path: then the bytes differ in nothing that git would see. */
export async function putFiles(repo: GitRepo, record: RestRecord, state: ObjectName): Promise<void> {
  const inState = await blobsOf(repo, state);
  const standings = new Standings(repo.at.worktree);
  const turn = shortTurns();
  const standing: RestRecord['files'] = [];
  for (const file of record.files) {
    if (standings.look(asText(file.path)).kind === 'file') {
      standing.push(file);
    }
    await turn();
  }
  const [seen, raw] = await Promise.all([hashes(repo, standing, []), hashes(repo, standing, ['--no-filters'])]);
  const due = standing.filter(({ path }, index) => seen[index] !== undefined && seen[index] === inState.get(path));
  const different = due.filter((file) => raw[standing.indexOf(file)] !== file.object);
  const contents = await objectsOf(
    repo,
    different.map(({ object }) => object),
  );
  for (const file of due) {
    await putFile(repo, file, different.includes(file) ? contents(file.object) : null);
  }
}

/** `content`: null where the bytes are right already. */
async function putFile(
  { at }: GitRepo,
  { path, mode }: RestRecord['files'][number],
  content: Buffer | null,
): Promise<void> {
  const place = absolute(at.worktree, path);
  if (content !== null) {
    const beside = absolute(at.worktree, `${path}.background-agents`);
    await rm(beside, { force: true });
    await writeFile(beside, content, { flag: 'wx', mode: 0o600 });
    await chmod(beside, mode);
    await rename(beside, place);
  } else if (((await lstat(place)).mode & 0o7777) !== mode) {
    await chmod(place, mode);
  }
}

async function hashes(repo: GitRepo, files: RestRecord['files'], options: readonly string[]): Promise<string[]> {
  if (files.length === 0) {
    return [];
  }
  const input = pathLines(files.map(({ path }) => path));
  return (await repo.line({ args: ['hash-object', ...options, '--stdin-paths'], to, input })).split('\n');
}

async function blobsOf(repo: GitRepo, commit: ObjectName): Promise<Map<string, string>> {
  const { stdout } = await repo.run({ args: ['ls-tree', '-r', '-z', '--full-tree', commit], to });
  return new Map(
    fieldsOf(stdout).map((entry) => {
      const tab = entry.indexOf('\t');
      return [entry.slice(tab + 1), entry.slice(0, tab).split(' ')[2] ?? ''] as const;
    }),
  );
}

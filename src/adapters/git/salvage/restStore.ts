import { GitError } from '../../../core/errors';
import type { ObjectName } from '../../../protocol';
import { commitTree } from '../objects/commits';
import { type GitRepo, toInput } from '../gitRepo';
import { batchContents } from '../objects/objectBatch';
import { recordName, RestRecord } from './restRecord';
import type { Walked } from './restWalk';

const to = 'keep files byte for byte';

/** Stores the bytes of the files and what is said of them as a commit of our own form. */
export async function writeRecord(repo: GitRepo, walked: Walked): Promise<{ commit: ObjectName; record: RestRecord }> {
  const objects = await writeObjects(
    repo,
    walked.files.map(({ path }) => path),
  );
  const files = walked.files.map(({ path, mode }, index) => ({ path, mode, object: objects[index] }));
  const record = RestRecord.parse({ v: 1, ...walked, files });
  return { commit: await commitRecord(repo, record, objects), record };
}

/** In the order of the paths. */
async function writeObjects(repo: GitRepo, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) {
    return [];
  }
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const { stdout } = await repo.run({ args, to, input: pathLines(paths) });
  return stdout.toString().trim().split('\n');
}

/** As git quotes names in a list of lines. */
export function pathLines(paths: readonly string[]): Buffer {
  const quoted = (path: string) => `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"\n`;
  return Buffer.from(paths.map(quoted).join(''), 'latin1');
}

async function commitRecord(repo: GitRepo, record: RestRecord, objects: readonly string[]): Promise<ObjectName> {
  const input = JSON.stringify(record);
  const text = await repo.line({ args: ['hash-object', '-w', '--stdin', '--no-filters'], to, input });
  const contents = [...new Set(objects)].map((object) => `100644 blob ${object}\t${object}`);
  const tree = await makeTree(repo, contents);
  const top = await makeTree(repo, [`100644 blob ${text}\t${recordName}`, `040000 tree ${tree}\tcontents`]);
  return commitTree(repo, { tree: top, parents: [], message: 'What lay beside the files of the commit' });
}

async function makeTree(repo: GitRepo, entries: readonly string[]): Promise<ObjectName> {
  return (await repo.line({ args: ['mktree', '-z'], to, input: toInput(entries) })) as ObjectName;
}

/** Null when the commit is of another form. */
export async function readRecord(repo: GitRepo, commit: ObjectName): Promise<RestRecord | null> {
  const args = ['cat-file', 'blob', `${commit}:${recordName}`];
  const { code, stdout } = await repo.run({ args, to: 'read a salvage', accept: [0, 128] });
  return code === 0 ? RestRecord.parse(JSON.parse(stdout.toString())) : null;
}

/** What objects hold, by their names. Throws for one that the repository no longer has. */
export async function objectsOf(repo: GitRepo, objects: readonly string[]): Promise<(object: string) => Buffer> {
  const input = [...new Set(objects)].map((object) => `${object}\n`).join('');
  const { stdout } = await repo.run({ args: ['cat-file', '--batch'], to: 'read a salvage', input });
  const contents = batchContents(stdout);
  return (object) => {
    const content = contents.get(object);
    if (content === undefined) {
      throw new GitError('failed', `The repository no longer holds ${object}, which a salvage needs.`);
    }
    return content;
  };
}

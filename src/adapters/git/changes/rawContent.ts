import type { ObjectName } from '../../../protocol';
import { entriesBetween, type EntryChange } from './differences';
import { fieldsOf, type GitRepo, toInput } from '../gitRepo';

const regular = new Set(['100644', '100755']);
const to = 'keep the files byte for byte';

/**
 * Puts the bytes on disk into an index in the place of what git would commit, where line ends were converted: of the
 * files in which `tree` differs from `base`. A checkout brings such bytes back as they are, because git converts only
 * text without any carriage return. Files with other conversions (filters, encodings) stay as they are.
 */
export async function withRawContent(
  repo: GitRepo,
  indexFile: string,
  { base, tree }: { base: ObjectName; tree: ObjectName },
): Promise<ObjectName> {
  const files = (await entriesBetween(repo, base, tree)).filter((entry) => regular.has(entry.to?.mode ?? ''));
  const plain = await withoutOtherConversions(repo, indexFile, files);
  if (plain.length === 0) {
    return tree;
  }
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const input = Buffer.from(plain.map(({ path }) => `${quoted(path)}\n`).join(''), 'latin1');
  const { stdout } = await repo.run({ args, to, indexFile, input });
  const objects = stdout.toString().trim().split('\n');
  const converted = plain.flatMap(({ path, to: entry }, index) =>
    entry === null || objects[index] === entry.object ? [] : [`${entry.mode} ${objects[index] ?? ''}\t${path}`],
  );
  if (converted.length === 0) {
    return tree;
  }
  await repo.run({ args: ['update-index', '-z', '--index-info'], to, indexFile, input: toInput(converted) });
  return (await repo.line({ args: ['write-tree'], to, indexFile })) as ObjectName;
}

async function withoutOtherConversions(
  repo: GitRepo,
  indexFile: string,
  files: readonly EntryChange[],
): Promise<EntryChange[]> {
  if (files.length === 0) {
    return [];
  }
  const { stdout } = await repo.run({
    args: ['check-attr', '-z', '--stdin', 'filter', 'ident', 'working-tree-encoding'],
    to,
    indexFile,
    input: toInput(files.map(({ path }) => path)),
  });
  const fields = fieldsOf(stdout);
  const others = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    if (!['unspecified', 'unset'].includes(fields[at + 2] ?? '')) {
      others.add(fields[at] ?? '');
    }
  }
  return files.filter(({ path }) => !others.has(path));
}

/** As git quotes a name in a list of lines. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

import type { GitRepo } from '../gitRepo';
import { batchContents } from './objectBatch';

const maxBytes = 500_000;

/** What of the objects is text and not too large; asked for anything else, the returned function says null. */
export async function storedTexts(
  repo: GitRepo,
  objects: readonly (string | null)[],
): Promise<(object: string | null) => string | null> {
  const names = [...new Set(objects.filter((object) => object !== null))];
  const sizes = names.length === 0 ? '' : await batch(repo, ['--batch-check'], names).then(String);
  const small = sizes.split('\n').flatMap((line) => {
    const [name = '', kind, size] = line.split(' ');
    return kind === 'blob' && Number(size) <= maxBytes ? [name] : [];
  });
  const content = small.length === 0 ? Buffer.alloc(0) : await batch(repo, ['--batch'], small);
  const texts = new Map<string, string>();
  for (const [name, bytes] of batchContents(content)) {
    if (!bytes.includes(0)) {
      texts.set(name, bytes.toString('utf8'));
    }
  }
  return (object) => (object === null ? null : (texts.get(object) ?? null));
}

async function batch(repo: GitRepo, options: readonly string[], names: readonly string[]): Promise<Buffer> {
  const input = names.map((name) => `${name}\n`).join('');
  const to = 'compare the files with those before the task';
  return (await repo.run({ args: ['cat-file', ...options], to, input })).stdout;
}

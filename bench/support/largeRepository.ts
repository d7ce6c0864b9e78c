import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { TestRepo } from '../../test/fakes/testRepo';

const shape = { folders: 250, filesEach: 200, linesEach: 182, format: 1 };

/** 50,000 files of about eight kilobytes each. */
export const largeRepositoryLabel = `${shape.folders * shape.filesEach} files and 400 MB`;

export function largeFile(folder: number, file: number): string {
  return `src/part${folder}/file${file}.js`;
}

/**
 * A repository of that size with one commit, checked out. Its objects are made once and kept in the folder for temporary
 * files, under a name that tells what they are, so that the next measurement finds them.
 */
export async function largeRepository(): Promise<TestRepo> {
  const key = createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 12);
  const kept = path.join(os.tmpdir(), `background-agents-bench-${key}`);
  if (!fs.existsSync(kept)) {
    const making = fs.mkdtempSync(`${kept}-`);
    await makeObjects(making);
    fs.renameSync(making, kept);
  }
  const repo = new TestRepo();
  fs.writeFileSync(path.join(repo.root, '.git', 'objects', 'info', 'alternates'), `${path.join(kept, 'objects')}\n`);
  const commit = fs.readFileSync(path.join(kept, 'refs', 'heads', 'main'), 'utf8').trim();
  repo.git('-c', 'checkout.workers=0', 'reset', '--quiet', '--hard', commit);
  return repo;
}

async function makeObjects(folder: string): Promise<void> {
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main'], { cwd: folder });
  const git = spawn('git', ['-c', 'core.compression=1', 'fast-import', '--quiet', '--depth=0'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(git, 'exit');
  const who = 'Bench <bench@example.invalid> 1767225600 +0000';
  git.stdin.write(`commit refs/heads/main\ncommitter ${who}\ndata 5\nBegin\n`);
  for (let folderAt = 0; folderAt < shape.folders; folderAt += 1) {
    for (let file = 0; file < shape.filesEach; file += 1) {
      const text = textOf(folderAt * shape.filesEach + file);
      const entry = `M 100644 inline ${largeFile(folderAt, file)}\ndata ${text.length}\n${text}\n`;
      if (!git.stdin.write(entry)) {
        await once(git.stdin, 'drain');
      }
    }
  }
  git.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) {
    throw new Error(`the objects could not be made: git fast-import ended with ${String(code)}`);
  }
}

/** Lines that differ from file to file and from line to line, as in real code. */
function textOf(seed: number): string {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  const lines: string[] = [];
  for (let line = 0; line < shape.linesEach; line += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    lines.push(`export const value${line} = combine('${state.toString(36)}', ${line % 17});\n`);
  }
  return lines.join('');
}

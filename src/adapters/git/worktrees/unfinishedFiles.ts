import * as fs from 'node:fs';
import { join } from 'node:path';
import { absolute, fieldsOf, type GitRepo, toInput } from '../gitRepo';

const to = 'finish files that a crash cut off';
const pieceBytes = 1 << 16;

/**
 * Notes, on the disk, which absent files are about to be brought into a worktree (binary strings), so that one of them
 * which a crash cuts off is known for what it is and not taken for a change of somebody's.
 */
export function noteUnfinished(gitDir: string, paths: readonly string[]): void {
  const file = noteOf(gitDir);
  fs.writeFileSync(`${file}.new`, toInput(paths), { flush: true });
  fs.renameSync(`${file}.new`, file);
}

/** All of them are there to their end. */
export function forgetUnfinished(gitDir: string): void {
  fs.rmSync(noteOf(gitDir), { force: true });
}

/**
 * Writes again what a crash cut off of the noted files. Such a file is its content with the end, or pieces in the middle,
 * left out; any other that differs was changed by somebody since, and stays. Does the same after a crash of its own.
 * Throws `GitError`.
 */
export async function finishFiles(repo: GitRepo): Promise<void> {
  const { gitDir, worktree } = repo.at;
  const file = noteOf(gitDir);
  if (!fs.existsSync(file)) {
    return;
  }
  const noted = fieldsOf(fs.readFileSync(file)).filter((path) => isOpen(absolute(worktree, path)));
  const differing = await differingFrom(repo, noted);
  const aside = join(gitDir, 'background-agents.whole');
  fs.rmSync(aside, { recursive: true, force: true });
  if (differing.length > 0) {
    fs.mkdirSync(aside, { mode: 0o700 });
    const args = ['checkout-index', '--ignore-skip-worktree-bits', '-q', '-z', '--stdin', `--prefix=${aside}/`];
    await repo.run({ args, to, input: toInput(differing) });
    differing.forEach((path) => finish(absolute(aside, path), absolute(worktree, path)));
    fs.rmSync(aside, { recursive: true, force: true });
  }
  // Files that were whole to the eye may have been so in memory alone.
  noted.forEach((path) => putOnDisk(absolute(worktree, path)));
  forgetUnfinished(gitDir);
}

/** Of these, the tracked ones that are not what the index has. */
async function differingFrom(repo: GitRepo, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) {
    return [];
  }
  const entries = fieldsOf((await repo.run({ args: ['ls-files', '-s', '-z'], to })).stdout);
  const indexed = new Map(entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.split(' ')[1] ?? '']));
  const tracked = paths.filter((path) => indexed.has(path));
  // A line of that list can't hold every name; such a file is compared by its bytes alone.
  const listed = tracked.filter((path) => !/^"|\n|\r$/.test(path));
  const input = Buffer.from(listed.map((path) => `${path}\n`).join(''), 'latin1');
  const { stdout } = await repo.run({ args: ['hash-object', '--stdin-paths'], to, input });
  const hashes = stdout.toString('latin1').split('\n');
  const same = new Set(listed.filter((path, index) => hashes[index] === indexed.get(path)));
  return tracked.filter((path) => !same.has(path));
}

function finish(whole: Buffer, standing: Buffer): void {
  if (isFile(whole) && isCutOff(standing, whole)) {
    // In place: cut off again, it is still known for what it is.
    fs.copyFileSync(whole, standing);
  }
}

function putOnDisk(file: Buffer): void {
  const handle = fs.openSync(file, 'r+');
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}

/** What a crash of the machine leaves out of a file is missing at its end, or reads as zeros. */
function isCutOff(standing: Buffer, whole: Buffer): boolean {
  const [one, other] = [fs.openSync(standing, 'r'), fs.openSync(whole, 'r')];
  try {
    for (let isSame = true; ;) {
      const [found, wanted] = [pieceOf(one), pieceOf(other)];
      isSame &&= found.equals(wanted);
      if (!isSame && (found.length > wanted.length || found.some((byte, at) => byte !== 0 && byte !== wanted[at]))) {
        return false;
      }
      if (found.length < pieceBytes) {
        return !isSame;
      }
    }
  } finally {
    fs.closeSync(one);
    fs.closeSync(other);
  }
}

function pieceOf(handle: number): Buffer {
  const piece = Buffer.alloc(pieceBytes);
  return piece.subarray(0, fs.readSync(handle, piece));
}

function isFile(place: Buffer): boolean {
  return fs.lstatSync(place, { throwIfNoEntry: false })?.isFile() === true;
}

/** What git writes can be read and written by who had it written; another file is none of ours. */
function isOpen(place: Buffer): boolean {
  try {
    fs.accessSync(place, fs.constants.R_OK | fs.constants.W_OK);
    return isFile(place);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return false;
    }
    throw error;
  }
}

function noteOf(gitDir: string): string {
  return join(gitDir, 'background-agents.unfinished');
}

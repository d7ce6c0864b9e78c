/** The sample project as a repository of its own, so that nothing of this checkout is touched. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './setup/places.mjs';

const template = path.join(root, 'sample');
const taskFile = path.join(template, 'task.txt');

/** What the first task asks for. */
export const sampleTask = fs.readFileSync(taskFile, 'utf8').trim();

/**
 * Copies the sample into a folder that must not exist yet and commits it on the branch `main`.
 * @param {string} folder
 * @returns {string} the folder
 */
export function makeSampleRepository(folder) {
  fs.cpSync(template, folder, { recursive: true, filter: (source) => source !== taskFile });
  const author = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.invalid', '-c', 'commit.gpgSign=false'];
  const git = (...args) =>
    execFileSync('git', [...author, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start the corner shop');
  return folder;
}

/**
 * Where tests write: a folder in memory on Linux, where there is room. Journals and git wait for the disk at each write, so
 * there most of a run's time would be the disk's. The nightly run keeps to the disk.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const memory = '/dev/shm';
const neededBytes = 4 * 2 ** 30;
const folderName = /^agents-tests-(\d+)$/;

/** Makes every program of this run write its temporary files there. Returns what removes the folder again. */
export function writeToMemory() {
  if (process.platform !== 'linux' || !hasRoom()) return () => undefined;
  removeLeftBehind();
  const folder = path.join(memory, `agents-tests-${process.pid}`);
  fs.mkdirSync(folder, { mode: 0o700 });
  process.env.TMPDIR = folder;
  return () => fs.rmSync(folder, { recursive: true, force: true });
}

function hasRoom() {
  if (!fs.existsSync(memory)) return false;
  const { bavail, bsize } = fs.statfsSync(memory);
  return Math.min(bavail * bsize, os.freemem()) >= neededBytes;
}

/** A run that was killed could not remove its folder. */
function removeLeftBehind() {
  for (const name of fs.readdirSync(memory)) {
    const pid = folderName.exec(name)?.[1];
    if (pid !== undefined && !fs.existsSync(`/proc/${pid}`)) {
      fs.rmSync(path.join(memory, name), { recursive: true, force: true });
    }
  }
}

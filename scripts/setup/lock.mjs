/** One installation at a time: a folder is the lock, and the process id in it tells whether its owner still lives. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder, say } from './places.mjs';

const pollMs = 500;

/** Runs `work` while holding the named lock. Waits for another process that holds it; a dead owner's lock is taken over. */
export async function withLock(name, work) {
  fs.mkdirSync(cacheFolder, { recursive: true });
  const folder = path.join(cacheFolder, `${name}.lock`);
  for (let waited = false; !tryTake(folder); waited = true) {
    if (!waited) say(`another process is installing (${name}); waiting for it`);
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function tryTake(folder) {
  if (makeLock(folder)) return true;
  if (ownerLives(folder)) return false;
  fs.rmSync(folder, { recursive: true, force: true });
  return makeLock(folder);
}

/** The folder appears with its owner's id in it or not at all. */
function makeLock(folder) {
  const draft = `${folder}-${process.pid}`;
  fs.mkdirSync(draft, { recursive: true });
  fs.writeFileSync(path.join(draft, 'pid'), String(process.pid));
  try {
    fs.renameSync(draft, folder);
    return true;
  } catch {
    fs.rmSync(draft, { recursive: true, force: true });
    return false;
  }
}

function ownerLives(folder) {
  try {
    process.kill(Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

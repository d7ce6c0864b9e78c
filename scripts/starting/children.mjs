/** The processes that npm start has started. They end with it. */
import { spawn } from 'node:child_process';

const running = new Set();

/** Starts a program in a process group of its own and remembers it until it has ended. */
export function start(file, args, options) {
  const child = spawn(file, args, { detached: process.platform !== 'win32', ...options });
  running.add(child);
  child.exited = new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${file}: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
  void child.exited.then(() => running.delete(child));
  return child;
}

const graceMs = 10_000;

/** Ends what is still running: asks with the given signal, and after a moment insists. Resolves when everything has ended. */
export async function endChildren(signal = 'SIGTERM') {
  signalAll(signal);
  const timer = setTimeout(() => signalAll('SIGKILL'), graceMs);
  await Promise.all([...running].map((child) => child.exited));
  clearTimeout(timer);
}

function signalAll(signal) {
  for (const { pid } of running) endProcess(pid, signal);
}

/** Ends a process with its group, where the system has groups. */
function endProcess(pid, signal = 'SIGTERM') {
  if (!pid) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') console.error(`cannot end process ${pid}: ${error.message}`);
  }
}

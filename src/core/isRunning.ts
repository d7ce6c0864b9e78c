/**
 * Whether a process runs, by what came of a signal to it that does nothing: `isRunning(() => process.kill(pid, 0))`. One
 * that may not be signalled runs, too.
 */
export function isRunning(signal: () => unknown): boolean {
  try {
    signal();
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

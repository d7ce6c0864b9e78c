import type { Receipt, TaskView } from '../../protocol';

/** What a shell is told. */
export const exitStatus = {
  complete: 0,
  failed: 1,
  waiting: 2,
  redChecks: 3,
  usage: 64,
  /** As shells report a command that was ended by Ctrl+C. */
  interrupted: 130,
  /** As shells report a command that was told to terminate. */
  terminated: 143,
} as const;

/** The status of a command that ran a task until it settled. */
export function exitStatusOf({ state }: TaskView): number {
  switch (state.kind) {
    case 'complete':
      return 'receipt' in state.result && isRed(state.result.receipt) ? exitStatus.redChecks : exitStatus.complete;
    case 'waiting':
      return state.request.kind === 'red-check' ? exitStatus.redChecks : exitStatus.waiting;
    case 'queued':
    case 'preparing':
    case 'running':
    case 'failed':
    case 'stopped':
      return exitStatus.failed;
  }
}

function isRed(receipt: Receipt | undefined): boolean {
  return receipt !== undefined && receipt.exitCode !== 0;
}

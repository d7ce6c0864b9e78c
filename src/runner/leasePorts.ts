import * as path from 'node:path';
import type { LeasedPorts } from '../core/leasedPorts';
import { toErrorData } from '../core/errors';
import type { Log } from '../core/ports';
import type { PortBlock, RunSpec } from '../protocol';

/** The task's ports. It goes on without where they can't be had. */
export async function leasePorts(
  { task, workspace, taskDir }: Pick<RunSpec, 'task' | 'workspace' | 'taskDir'>,
  log: Log,
): Promise<LeasedPorts> {
  const block = task.place === 'here' ? null : await lease();
  return {
    block,
    async listening() {
      const { answeringPorts } = await import('../adapters/process/answeringPorts');
      return block === null ? [] : await answeringPorts(block);
    },
  };

  async function lease(): Promise<PortBlock | null> {
    const { PortLeases } = await import('../adapters/store/portLeases');
    try {
      const leases = new PortLeases(path.dirname(path.dirname(taskDir)), log);
      return await leases.lease({ taskId: task.id, worktree: workspace.repos[0].worktree });
    } catch (error) {
      log.warn(`Task ${task.id} has no ports of its own: ${toErrorData(error).message}`);
      return null;
    }
  }
}

import { createHash } from 'node:crypto';
import { TaskError } from '../core/errors';
import { addressText, type PullPoints, roundOf, whyStopped } from '../core/forges/addressPull';
import { resultTree } from '../core/run/result';
import { ObjectName, type PullStatus, type TaskId } from '../protocol';
import type { FleetActs } from './fleet';
import type { PullDeps } from './pullWork';
import { taskRedactor } from './taskRedactor';

type Deps = Omit<PullDeps, 'fleet'> & { fleet: Pick<FleetActs, 'holding' | 'message'> };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Sends what is open at a pull request to the agent, in rounds that stop when they come to nothing. */
export class PullFollowUps {
  constructor(private readonly deps: Deps) {}

  /**
   * The task goes on with `points`. Throws `TaskError('not-possible-now')` with the reason where the stop rule holds;
   * `anyway` is a person who saw the reason.
   */
  async address(
    taskId: TaskId,
    { status, points }: { status: PullStatus; points: PullPoints },
    rule: { mostRounds: number } | 'anyway',
  ): Promise<void> {
    const { fleet, store } = this.deps;
    let text = '';
    await fleet.holding(taskId, async (view) => {
      const { pull } = view.app;
      const opened = pull?.opened ?? null;
      if (pull === null || opened === null) {
        throw new TaskError('not-possible-now', 'This task has no pull request.', { hint: 'Create one first.' });
      }
      if (points.checks.length + points.threads.length === 0) {
        throw new TaskError('not-possible-now', `Nothing is open at #${opened.number}, so nothing was sent.`);
      }
      const commit = ObjectName.parse(status.head);
      const tree = resultTree(view) ?? commit;
      const round = roundOf(points, { commit, tree }, sha256);
      const why = rule === 'anyway' ? null : whyStopped(pull, round, rule.mostRounds);
      if (why !== null) {
        throw new StopError(why);
      }
      const redactor = await taskRedactor(this.deps, view.task, view.task.repos[0].root);
      text = redactor.redact(addressText(opened, points));
      await store.append(taskId, { type: 'pull.addressed', round });
    });
    await fleet.message(taskId, text);
  }
}

/** The stop rule holds. */
export class StopError extends TaskError {
  constructor(why: string) {
    super('not-possible-now', `Nothing was sent to the agent. ${why}`, {
      hint: 'Look at it yourself, or tell the agent in words of your own what to do.',
    });
  }
}

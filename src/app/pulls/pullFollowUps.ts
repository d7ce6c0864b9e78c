import { createHash } from 'node:crypto';
import { TaskError } from '../../core/errors';
import { addressText, type PullPoints, roundOf, whyStopped } from '../../core/forges/addressPull';
import { failedPart } from '../../core/forges/jobLog';
import { resultTree } from '../../core/run/result';
import {
  ObjectName,
  type PullCheck,
  type PullRound,
  type PullStatus,
  type TaskId,
  type TaskView,
} from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { PullDeps } from './pullWork';
import { taskRedactor } from '../tasks/taskRedactor';

type Deps = Omit<PullDeps, 'fleet'> & { fleet: Pick<FleetActs, 'holding' | 'message'> };

export type AddressRule = { mostRounds: number } | 'anyway';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const mostLogs = 5;
const logTimeoutMs = 60_000;
const saidBesideLog = 1_500;

function partOf(log: string | null): string {
  return log === null ? '' : failedPart(log);
}

/** A log that can't be read keeps nothing else back. */
function whyNot(error: unknown): string {
  return `(Its log could not be read: ${error instanceof Error ? error.message : String(error)})`;
}

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
    rule: AddressRule,
  ): Promise<void> {
    const { fleet, store } = this.deps;
    const told = await this.withLogs(taskId, points);
    let text = '';
    await fleet.holding(taskId, async (view) => {
      const planned = await this.plan(view, { status, points: told }, rule);
      text = planned.text;
      await store.append(taskId, { type: 'pull.addressed', round: planned.round });
    });
    await fleet.message(taskId, text);
  }

  /** What the agent would be told, and the round to be journaled before that. Throws as `address`. */
  async plan(
    view: TaskView,
    { status, points }: { status: PullStatus; points: PullPoints },
    rule: AddressRule,
  ): Promise<{ round: PullRound; text: string }> {
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
    return { round, text: redactor.redact(addressText(opened, points)) };
  }

  /** Marks the conversations that were last sent to the agent as resolved at the forge. Returns how many were open. */
  async resolve(taskId: TaskId, signal: AbortSignal): Promise<number> {
    const { pull } = this.deps.store.get(taskId).app;
    const sent = pull?.rounds.at(-1)?.comments ?? [];
    if (pull?.opened == null || sent.length === 0) {
      return 0;
    }
    const forge = await this.deps.openForge(pull.plan.into, 'ask');
    return forge.resolve(pull.plan.into, pull.opened.number, sent, signal);
  }

  /** The first few failed checks with what their jobs printed before they failed. */
  async withLogs(taskId: TaskId, { checks, threads }: PullPoints): Promise<PullPoints> {
    const { app } = this.deps.store.get(taskId);
    const into = app.pull?.plan.into;
    const forge =
      into === undefined || !checks.some(({ job }) => job !== undefined)
        ? null
        : await this.deps.openForge(into, 'quietly');
    const told: PullCheck[] = [];
    let left = mostLogs;
    for (const check of checks) {
      const { job } = check;
      if (forge === null || into === undefined || job === undefined || left === 0) {
        told.push(check);
        continue;
      }
      left -= 1;
      const log = await forge.log(into, job, AbortSignal.timeout(logTimeoutMs)).then(partOf, whyNot);
      told.push({
        ...check,
        said: [check.said.slice(0, saidBesideLog), log].filter((part) => part !== '').join('\n\n'),
      });
    }
    return { checks: told, threads };
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

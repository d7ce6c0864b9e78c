import { TaskError } from '../../core/errors';
import type { PullPoints } from '../../core/forges/addressPull';
import { linkedText } from '../../core/forges/linkedText';
import { linksOf, openParts, pullSetStanding } from '../../core/forges/pullSetStanding';
import type { PlannedPull, PullSetState, PullStatus, TaskId, TaskView } from '../../protocol';
import { memberPulls, type SetDeps } from './memberPulls';
import { type AddressRule, PullFollowUps } from './pullFollowUps';
import { PullOpenings } from './pullOpenings';
import { type PullProposal, PullProposals, type PullWishes } from './pullProposals';
import { PullRequests } from './pullRequests';
import { taskRedactor } from '../tasks/taskRedactor';

/** The pull requests of a task of several repositories as they would be opened, in the order in which they are merged. */
export interface PullSetProposal {
  parts: { member: string; proposal: PullProposal }[];
  /** Repositories of the task without a change. */
  unchanged: string[];
}

/** How the pull request of one of the repositories stands. */
interface SeenPull {
  member: string;
  status: PullStatus;
}

/**
 * The pull requests of a task of several repositories: each is one as any other, in the order of the repositories, and
 * the text of each names the others. All of them are journaled before the first is opened, so a crash at any moment is
 * gone on from, and nothing is opened twice.
 */
export class PullSets {
  constructor(private readonly deps: SetDeps) {}

  /** Of the repositories that have a change and no pull request. Throws as `PullProposals.propose` does. */
  async propose(view: TaskView, wishes: PullWishes, signal: AbortSignal): Promise<PullSetProposal> {
    const open = openParts(view.app.pullSet).map(({ member }) => member);
    const members = (view.task.joined?.members ?? []).map(({ path }) => path).filter((path) => !open.includes(path));
    const [parts, unchanged]: [PullSetProposal['parts'], string[]] = [[], []];
    for (const member of members) {
      const proposal = await this.proposeOne(view, { member, wishes }, signal);
      if (proposal === null) {
        unchanged.push(member);
      } else {
        parts.push({ member, proposal });
      }
    }
    if (parts.length === 0) {
      throw new TaskError('no-changes', 'No repository of the task has a change without a pull request.');
    }
    return { parts, unchanged };
  }

  /** Opens all of them, as the person confirmed them. Throws as `PullOpenings.open`; what is open stays so. */
  async open(taskId: TaskId, { parts }: Pick<PullSetProposal, 'parts'>, signal: AbortSignal): Promise<PullSetState> {
    await this.deps.fleet.holding(taskId, async (view) => {
      if (pullSetStanding(view.app.pullSet) === 'cut') {
        throw new TaskError('not-possible-now', 'The pull requests of this task are being opened.');
      }
      const redactor = await taskRedactor(this.deps, view.task, view.task.repos[0].root);
      const wanted = parts.map(({ member, proposal: { plan, parent, tree } }): PlannedPull => {
        const [title, body] = [redactor.redact(plan.title), redactor.redact(plan.body)];
        return { member, plan: { ...plan, title, body }, parent, tree };
      });
      await this.deps.store.append(taskId, { type: 'pulls.intent', parts: inOrder(view, wanted) });
    });
    return this.resume(taskId, signal);
  }

  /** Goes on with those that were confirmed: forge and remote are looked at first where one was cut off. */
  async resume(taskId: TaskId, signal: AbortSignal): Promise<PullSetState> {
    for (const { member } of this.setOf(taskId).parts) {
      await this.openOne(taskId, member, signal);
    }
    for (const { member } of this.setOf(taskId).parts) {
      await this.link(taskId, member, signal);
    }
    return this.setOf(taskId);
  }

  /** Pushes the new result to each that does not have it. Returns the repositories that were pushed to. */
  async push(taskId: TaskId, message: string, signal: AbortSignal): Promise<string[]> {
    const pushed: string[] = [];
    for (const { member } of openParts(this.setOf(taskId))) {
      const deps = memberPulls(this.deps, member);
      const requests = new PullRequests(deps);
      if (await requests.hasNews(deps.store.get(taskId))) {
        await requests.push(taskId, message, signal);
        pushed.push(member);
      }
    }
    return pushed;
  }

  /** How each that is open stands at its forge. */
  async look(taskId: TaskId, how: 'ask' | 'quietly', signal: AbortSignal): Promise<SeenPull[]> {
    const found: SeenPull[] = [];
    for (const { member } of openParts(this.setOf(taskId))) {
      const deps = memberPulls(this.deps, member);
      found.push({ member, status: await new PullRequests(deps).look(deps.store.get(taskId), how, signal) });
    }
    return found;
  }

  /**
   * The task goes on with what is open at any of them, in one message. Throws as `PullFollowUps.address`; when the stop rule
   * holds for one, nothing is sent of any.
   */
  async address(
    taskId: TaskId,
    asked: readonly (SeenPull & { points: PullPoints })[],
    rule: AddressRule,
  ): Promise<void> {
    const { fleet } = this.deps;
    const told = await Promise.all(
      asked.map(async ({ member, status, points }) => {
        const deps = memberPulls(this.deps, member);
        const followUps = new PullFollowUps(deps);
        return { member, status, deps, followUps, points: await followUps.withLogs(taskId, points) };
      }),
    );
    const texts: string[] = [];
    await fleet.holding(taskId, async () => {
      const rounds: (() => Promise<unknown>)[] = [];
      for (const { member, deps, followUps, status, points } of told) {
        const { round, text } = await followUps.plan(deps.store.get(taskId), { status, points }, rule);
        rounds.push(() => deps.store.append(taskId, { type: 'pull.addressed', round }));
        texts.push(`This is about the repository in ${member}/, which the paths below are relative to.\n${text}`);
      }
      for (const append of rounds) {
        await append();
      }
    });
    await fleet.message(taskId, texts.join('\n\n'));
  }

  /** As `PullFollowUps.resolve`, at each that is open. */
  async resolve(taskId: TaskId, signal: AbortSignal): Promise<number> {
    let count = 0;
    for (const { member } of openParts(this.setOf(taskId))) {
      count += await new PullFollowUps(memberPulls(this.deps, member)).resolve(taskId, signal);
    }
    return count;
  }

  /** The task has nothing to do with them any more; the forges are left as they are. */
  async forget(taskId: TaskId): Promise<void> {
    await this.deps.fleet.holding(taskId, async () => {
      await this.deps.store.append(taskId, { type: 'pulls.forgotten' });
    });
  }

  /** Null where the repository has no change. */
  private async proposeOne(
    { task: { id } }: TaskView,
    { member, wishes }: { member: string; wishes: PullWishes },
    signal: AbortSignal,
  ): Promise<PullProposal | null> {
    const deps = memberPulls(this.deps, member);
    try {
      return await new PullProposals(deps).propose(deps.store.get(id), wishes, signal);
    } catch (error) {
      if (error instanceof TaskError && error.reason === 'no-changes') {
        return null;
      }
      throw error;
    }
  }

  private async openOne(taskId: TaskId, member: string, signal: AbortSignal): Promise<void> {
    const part = this.setOf(taskId).parts.find((each) => each.member === member);
    const openings = new PullOpenings(memberPulls(this.deps, member));
    if (part?.pull?.stage === 'opening') {
      const { opened } = await openings.settle(taskId, signal);
      if (opened === null) {
        await openings.resume(taskId, signal);
      }
    } else if (part !== undefined && part.pull?.stage !== 'open') {
      await openings.open(taskId, part, signal);
    }
  }

  /** To set the same text again does nothing, so a crash in between needs no look. */
  private async link(taskId: TaskId, member: string, signal: AbortSignal): Promise<void> {
    const set = this.setOf(taskId);
    const part = set.parts.find((each) => each.member === member);
    const links = linksOf(set);
    const opened = part?.pull?.opened ?? null;
    if (part === undefined || opened === null || part.links.join('\n') === links.join('\n')) {
      return;
    }
    await this.deps.fleet.holding(taskId, async () => {
      const { into } = part.plan;
      const forge = await this.deps.openForge(into, 'ask');
      const body = await forge.body(into, opened.number, signal);
      const linked = linkedText(body, set, member);
      if (linked !== body) {
        await forge.setBody(into, { number: opened.number, body: linked }, signal);
      }
      await this.deps.store.append(taskId, { type: 'pulls.linked', member, links });
    });
  }

  private setOf(taskId: TaskId): PullSetState {
    const { pullSet } = this.deps.store.get(taskId).app;
    if (pullSet === null) {
      throw new TaskError('not-possible-now', 'This task has no pull requests.', { hint: 'Create them first.' });
    }
    return pullSet;
  }
}

/** With those that are open already, in the order of the task's repositories. */
function inOrder({ task, app }: TaskView, wanted: readonly PlannedPull[]): PlannedPull[] {
  const before = (app.pullSet?.parts ?? []).map(({ member, plan, parent, tree }) => ({ member, plan, parent, tree }));
  return (task.joined?.members ?? []).flatMap(
    ({ path }) => [...wanted, ...before].find(({ member }) => member === path) ?? [],
  );
}

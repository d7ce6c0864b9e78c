import type { ApprovalPolicy, ApprovalRequest } from '../../protocol';
import { isControlFile, relativeTo } from '../files/paths';
import type { Verdict } from '../run/approvals';
import type { Classification } from './classify';

/** What decides about a command beside its words. */
export interface CommandSurroundings {
  policy: ApprovalPolicy;
  effect: 'command' | 'network';
  /** The sandbox holds it: it writes the worktree alone and has no network. */
  isHeld: boolean;
  /** It is held to hosts that a person has allowed. */
  hasItsHosts: boolean;
  /** It is one of the task's checks, word for word. */
  isCheck: boolean;
  worktree: string;
  /** Of the paths that it would write, with links followed, one that is outside of the worktree. */
  ledOutside: string | null;
  /** What the person is told of how commands run here. */
  facts: readonly string[];
}

const held = 'It would run in the sandbox: it can write the worktree only, and has no network.';

/** Whether a command runs. What is forbidden never does; what can't be taken back is asked about each time. */
export function judgeCommand(command: string, found: Classification, around: CommandSurroundings): Verdict {
  const { policy, isHeld } = around;
  if (found.decision === 'deny') {
    return { kind: 'deny', rule: found.rule, reason: found.reasons.join(' ') };
  }
  if (isHeld && policy !== 'ask' && !found.mayBeForbidden) {
    return { kind: 'allow' };
  }
  const by = allowedBy(found, around);
  return by === null ? asking(command, found, around) : { kind: 'allow', by };
}

function allowedBy(found: Classification, around: CommandSurroundings): string | null {
  const { policy, effect, isCheck, hasItsHosts, ledOutside } = around;
  if (found.isIrreversible || found.mayBeForbidden) {
    return null;
  }
  const staysInside = ledOutside === null;
  const grounds: [string, boolean][] = [
    ['rule', found.decision === 'allow' && staysInside],
    ['hosts', hasItsHosts && policy !== 'ask' && staysInside],
    ['check', isCheck && policy === 'sandbox' && effect === 'command'],
    ['unrestricted', policy === 'unrestricted' && !writesControl(found, around)],
  ];
  return grounds.find(([, holds]) => holds)?.[0] ?? null;
}

function writesControl({ reach }: Classification, { worktree }: CommandSurroundings): boolean {
  return reach.writes.some((path) => isControlFile(relativeTo(worktree, path) ?? ''));
}

function asking(command: string, found: Classification, around: CommandSurroundings): Verdict {
  const { effect, isHeld, facts, ledOutside } = around;
  const isLed = found.decision === 'allow' && ledOutside !== null;
  const led = isLed ? [`A rule allows it, but it would write ${ledOutside}, outside of the worktree.`] : [];
  const more: Pick<ApprovalRequest, 'shape' | 'offers'> = {
    ...(found.shape === null ? {} : { shape: found.shape }),
    ...(found.offers.length === 0 ? {} : { offers: [...found.offers] }),
  };
  return {
    kind: 'ask',
    effect,
    command,
    facts: [...led, ...found.reasons, ...(isHeld ? [held] : []), ...facts],
    rule: isLed ? 'P15' : found.rule,
    reach: found.reach,
    ...more,
  };
}

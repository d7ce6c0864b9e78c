import type { Verdict } from '../../core/run/approvals';
import { toErrorData } from '../../core/errors';
import { excerpt } from '../../core/conversation/excerpt';
import { approvalShape, maySpare, repeatedFacts } from '../../core/run/approvalShape';
import { phaseOf } from '../../core/run/phase';
import { parseCall } from '../../core/run/toolCalls';
import type { ApprovalRequest, EventBody, OpenCall, ToolCall, ToolUse } from '../../protocol';
import { keepAnswered, lastAsked } from '../model/answeredAsk';
import { approvedEffect, changedFiles } from '../commands/approvedEffect';
import { keepCall } from '../commands/checkpointing';
import { judgeUse } from '../model/judgeUse';
import { noteProblemsBefore } from '../checks/problemsBefore';
import { newRequestId } from '../model/questions';
import type { Session } from '../session';
import { changesLocks, planRenewal } from './setupStep';
import { effectOf, isOffered, runTool } from '../tools/toolbox';
import type { ToolAnswer } from '../tools/tool';

const maxResult = 30_000;

/** Carries one call a step further: from what the model wrote to what it is told. */
export async function stepCall(session: Session, { call, stage }: OpenCall, signal: AbortSignal): Promise<void> {
  const parsed = parseCall(call);
  if (stage.kind === 'started') {
    await resume(session, call, signal);
  } else if (parsed.kind === 'invalid') {
    await result(session, call, { outcome: 'error', text: parsed.reason, invalid: true });
  } else if (!mayUse(session, parsed.use.tool) && stage.kind === 'proposed') {
    await result(session, call, { outcome: 'error', text: notOffered(parsed.use.tool) });
  } else if (stage.kind === 'denied') {
    const note = stage.note === '' ? '' : ` They wrote: ${stage.note}`;
    await result(session, call, { outcome: 'denied', text: `This was not allowed.${note}` });
  } else if (stage.kind === 'replied') {
    await result(session, call, { outcome: 'ok', text: stage.text });
  } else if (stage.kind === 'allowed' && (await isWhatWasAllowed(session, call, parsed.use))) {
    await keepAnswered(session, call.callId);
    await run(session, call, parsed.use, signal);
  } else {
    await propose(session, call, parsed.use, signal);
  }
}

function mayUse({ task, state }: Session, tool: ToolUse['tool']): boolean {
  return isOffered(tool, phaseOf(task, state), task.mayStart !== undefined);
}

function notOffered(tool: string): string {
  return `${tool} is not possible in this part of the task; use only the tools that you were given.`;
}

/** Runs the call, or asks a person about it first. */
async function propose(session: Session, call: ToolCall, use: ToolUse, signal: AbortSignal): Promise<void> {
  const asking = { requestId: newRequestId(session), callId: call.callId };
  if (use.tool === 'ask_user') {
    const { question, options = [] } = use.input;
    await session.record({ type: 'question', request: { kind: 'question', ...asking, question, options } });
    return;
  }
  if (use.tool === 'propose_plan') {
    await session.record({ type: 'question', request: { kind: 'plan', ...asking, text: use.input.plan } });
    return;
  }
  const verdict = await verdictOn(session, use);
  if (verdict.kind === 'refuse') {
    await result(session, call, { outcome: 'error', text: verdict.reason });
  } else if (verdict.kind === 'deny') {
    const { rule, reason } = verdict;
    await result(session, call, { outcome: 'denied', text: `This is not allowed (${rule}). ${reason}` });
  } else if (verdict.kind === 'allow') {
    await run(session, { ...call, ...(verdict.by === undefined ? {} : { allowedBy: verdict.by }) }, use, signal);
  } else {
    const { digest, facts: leads } = await approvedEffect(session, use);
    const again = session.state.openCalls.some(
      (open) => open.call.callId === call.callId && open.stage.kind === 'allowed',
    );
    const facts = [...(again ? [askedAgain] : []), ...verdict.facts, ...leads];
    const request: ApprovalRequest = { ...verdict, kind: 'approval', ...asking, digest, facts };
    const repeated = await repeatedOf(session, request);
    await session.record({ type: 'approval.request', request: { ...request, facts: [...facts, ...repeated] } });
  }
}

async function repeatedOf({ ports }: Session, request: ApprovalRequest): Promise<string[]> {
  return maySpare(request) ? repeatedFacts(request, await ports.approvals.timesAllowed(approvalShape(request))) : [];
}

const askedAgain = 'What it would do has changed since you allowed it, so it asks again.';

/** What is asked about files names those that would really be changed. */
async function verdictOn(session: Session, use: ToolUse): Promise<Verdict | { kind: 'refuse'; reason: string }> {
  try {
    const verdict = await judgeUse(session, use);
    if (verdict.kind !== 'ask' || verdict.effect !== 'file') {
      return verdict;
    }
    return { ...verdict, reach: { writes: await changedFiles(session, use), hosts: [], reversible: 'yes' } };
  } catch (error) {
    return { kind: 'refuse', reason: reasonOf(error) };
  }
}

async function isWhatWasAllowed(session: Session, call: ToolCall, use: ToolUse): Promise<boolean> {
  return lastAsked(session, call.callId)?.digest === (await approvedEffect(session, use)).digest;
}

/** After a crash: reading or finishing again changes nothing, anything else may or may not have been done. */
async function resume(session: Session, call: ToolCall, signal: AbortSignal): Promise<void> {
  const parsed = parseCall(call);
  if (parsed.kind === 'use' && ['read', 'interact'].includes(effectOf(parsed.use.tool))) {
    await answer(session, call, parsed.use, signal);
    return;
  }
  const text = 'Interrupted, outcome unknown. Check what was done before you repeat it.';
  await result(session, call, { outcome: 'unknown', text });
}

async function run(
  session: Session,
  call: ToolCall & { allowedBy?: string },
  use: ToolUse,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const effect = effectOf(use.tool);
  await noteProblemsBefore(session, { use, effect }, signal);
  if (effect === 'write') {
    session.ports.checkpoints.expect();
  }
  await session.record({ type: 'tool.intent', ...call, effect });
  await answer(session, call, use, signal);
  await keepCall(session, { ...call, effect });
  if (effect !== 'read' && changesLocks(session)) {
    await planRenewal(session);
  }
}

async function answer(session: Session, call: ToolCall, use: ToolUse, signal: AbortSignal): Promise<void> {
  let said: ToolAnswer;
  try {
    if (!use.tool.startsWith('shell') && session.dependencies.isNamedIn(call.input)) {
      await session.dependencies.placed(signal);
    }
    said = await runTool(use, { session, callId: call.callId, signal });
  } catch (error) {
    signal.throwIfAborted();
    await session.settled();
    said = { outcome: 'error', text: reasonOf(error) };
  }
  await result(session, call, said);
}

async function result(
  session: Session,
  { callId, tool }: ToolCall,
  said: Omit<Extract<EventBody, { type: 'tool.result' }>, 'type' | 'callId' | 'tool'>,
): Promise<void> {
  await session.record({ type: 'tool.result', callId, tool, ...said, text: excerpt(said.text, maxResult) });
}

function reasonOf(error: unknown): string {
  const { message, hint } = toErrorData(error);
  return hint === undefined ? message : `${message} ${hint}`;
}

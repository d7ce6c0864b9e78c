import { CallId, type ApprovalRequest, type EventBody, type PutBackStage } from '../../protocol';
import { newRequestId } from '../model/questions';
import type { Session } from '../session';

/** What a person decided came to; `failed`: it was allowed and could not be done. */
export type PutBackOutcome =
  { kind: 'allowed' } | { kind: 'denied'; note: string } | { kind: 'failed'; reason: string };

/** Something that a command changed and that needs consent: it is put back at once, and a person is asked. */
export interface PutBack {
  step: 'control' | 'guard';
  stage: PutBackStage;
  /** Of exactly what would be put in place; an answer counts for nothing else. */
  digest: string;
  rule: string;
  /** What was done, in a few words. */
  acts: string;
  /** Makes it what it was before. Resolves with what a person has to know beside the facts. */
  undo(): Promise<readonly string[]>;
  /** Puts it in place again, which a person has allowed. */
  redo(): Promise<PutBackOutcome>;
  facts(): Promise<readonly string[]>;
  /** Records how things are by now, after either. */
  keep(): Promise<unknown>;
  settled(how: PutBackOutcome): EventBody;
}

/** Asks about what was put back, or does what was decided. */
export async function stepPutBack(session: Session, what: PutBack): Promise<void> {
  const { step, stage, digest } = what;
  if (stage.kind === 'denied') {
    await session.recordStep(step, what.settled(stage));
  } else if (stage.kind === 'allowed' && stage.digest === digest) {
    const how = await what.redo();
    await what.keep();
    await session.recordStep(step, what.settled(how));
  } else {
    const more = await what.undo();
    await what.keep();
    await session.recordStep(step, { type: 'approval.request', request: await requestOf(session, what, more) });
  }
}

async function requestOf(session: Session, what: PutBack, more: readonly string[]): Promise<ApprovalRequest> {
  const { step, digest, acts, rule } = what;
  return {
    kind: 'approval',
    requestId: newRequestId(session),
    callId: CallId.parse(`${step}-${session.ports.ids.short()}`),
    digest,
    effect: 'file',
    command: acts,
    facts: [...(await what.facts()), ...more],
    rule,
  };
}

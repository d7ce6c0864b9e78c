import { nextStep, type Step } from '../core/run/nextStep';
import { toErrorData } from '../core/errors';
import type { RunSpec } from '../protocol';
import { Asides } from './model/asides';
import { stepCall } from './steps/callStep';
import { stepCheck } from './steps/checkStep';
import { stepCommand } from './steps/commandStep';
import { takeCheckpoint } from './commands/checkpointing';
import { Control } from './control';
import { stepControl } from './steps/controlStep';
import { stepDiagnose } from './steps/diagnoseStep';
import type { EnginePorts } from './enginePorts';
import { stepGuard, takeGuard } from './steps/guardStep';
import { conclude, finish } from './steps/finish';
import { stepHeld } from './steps/heldStep';
import type { Inbox } from './inbox';
import { stepModel } from './steps/modelStep';
import {
  askLimit,
  askPlan,
  askRedCheck,
  askStalled,
  awaitAnswer,
  deliver,
  giveFeedback,
  settleInterruption,
} from './model/questions';
import { Session } from './session';
import { planRenewal, planSetup, stepSetup } from './steps/setupStep';
import { stepTrial, stepTryout } from './steps/trialStep';

/**
 * Runs a task until it is finished, or resumes it: what is done next follows from the journal alone, and every fact is in
 * the journal before anything acts on it. Resolves with `suspended` when `suspend` was aborted, which leaves the journal
 * as it is. Rejects when the journal can't be written.
 */
export async function runTask(
  spec: RunSpec,
  ports: EnginePorts,
  inbox: Inbox,
  suspend: AbortSignal,
): Promise<'finished' | 'suspended'> {
  const session = new Session(spec, ports);
  const asides = new Asides(session, suspend);
  const control = new Control(session, suspend, asides);
  const noteGuard = await begin(session);
  session.dependencies.start();
  const listening = inbox.listen((command) => control.receive(command));
  asides.answerOpen();
  try {
    for (;;) {
      await session.settled();
      const step = nextStep(spec.task, session.state);
      if (step.kind === 'done' && session.state.asides.length === 0) {
        return 'finished';
      }
      const before = step.kind === 'model' ? null : noteGuard;
      if ((await take(session, control, step, before)) === 'suspended') {
        return 'suspended';
      }
    }
  } finally {
    listening.dispose();
    await asides.settled();
    await session.dependencies.end();
  }
}

/** Resolves with what has to be done before the first step that is not a request to the model. */
async function begin(session: Session): Promise<() => Promise<void>> {
  const { spec, task, ports, events } = session;
  const resumed = events.length > 0;
  const hasPrompt = events.some((event) => event.type === 'user.message');
  const { approvals } = task;
  const policy = approvals === undefined ? {} : { approvals };
  await session.record({ type: 'ready', sandbox: ports.commands.report, ...policy, resumed, fence: spec.fence });
  if (!hasPrompt) {
    await session.record({ type: 'user.message', text: task.prompt, source: 'prompt' });
  }
  const { block } = ports.leased;
  if (block !== null && block.first !== session.state.ports?.first) {
    await session.record({ type: 'ports.leased', block });
  }
  const noteGuard = await takeGuard(session);
  await planSetup(session);
  await planRenewal(session);
  return noteGuard;
}

async function take(
  session: Session,
  control: Control,
  step: Step,
  before: (() => Promise<void>) | null,
): Promise<'on' | 'suspended'> {
  try {
    await before?.();
    const halt = await control.during(step.kind, (signal) => perform(session, step, signal));
    if (halt?.by === 'stop') {
      await finish(session, { kind: 'stopped' });
    } else if (halt?.by === 'interrupt') {
      const { reached } = halt;
      await session.record({ type: 'interrupted', ...(reached === undefined ? {} : { reached }) });
    }
    return halt?.by === 'suspend' ? 'suspended' : 'on';
  } catch (error) {
    await session.settled();
    session.ports.log.error(`Task ${session.task.id} could not go on.`, error);
    await finish(session, { kind: 'failed', error: toErrorData(error) });
    return 'on';
  }
}

type Perform<K extends Step['kind'] = Step['kind']> = (
  session: Session,
  step: Extract<Step, { kind: K }>,
  signal: AbortSignal,
) => Promise<void>;

const performers: { [K in Step['kind']]: Perform<K> } = {
  /** The work is; what was asked on the side is answered yet. */
  done: (session, _, signal) => session.changed(signal),
  await: (session, { request }, signal) => awaitAnswer(session, request, signal),
  model: (session, { turn }, signal) => stepModel(session, turn, signal),
  held: (session, _, signal) => stepHeld(session, signal),
  command: (session, _, signal) => stepCommand(session, signal),
  setup: (session, { list }, signal) => stepSetup(session, list, signal),
  call: (session, { open }, signal) => stepCall(session, open, signal),
  control: (session, { control }) => stepControl(session, control, takeCheckpoint),
  guard: stepGuard,
  interrupted: settleInterruption,
  deliver,
  limit: (session, { turns }) => askLimit(session, turns),
  stalled: (session, { stall }) => askStalled(session, stall),
  check: stepCheck,
  trial: stepTrial,
  tryout: stepTryout,
  feedback: (session, { receipt }) => giveFeedback(session, receipt),
  'red-check': (session, { receipt }) => askRedCheck(session, receipt),
  diagnose: (session, _, signal) => stepDiagnose(session, signal),
  plan: (session) => askPlan(session),
  conclude: (session, _, signal) => conclude(session, signal),
};

function perform(session: Session, step: Step, signal: AbortSignal): Promise<void> {
  return (performers[step.kind] as Perform)(session, step, signal);
}

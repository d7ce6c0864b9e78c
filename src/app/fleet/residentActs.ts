import type { FleetCall } from '../../protocol';
import type { FleetActs } from './fleet';

type TaskCall = Exclude<FleetCall, { act: 'takeUp' }>;
type Of<A extends TaskCall['act']> = TaskCall & { act: A };

/** Does what a window asks to be done with a task. Fails as the act does. */
export function performAct(fleet: FleetActs, call: TaskCall): Promise<void> {
  return (acts[call.act] as (fleet: FleetActs, call: TaskCall) => Promise<void>)(fleet, call);
}

const acts: { [A in TaskCall['act']]: (fleet: FleetActs, call: Of<A>) => Promise<void> } = {
  submit: (fleet, { taskId }) => fleet.submit(taskId),
  stop: (fleet, { taskId }) => fleet.stop(taskId),
  retry: (fleet, { taskId }) => fleet.retry(taskId),
  bring: (fleet, { taskId }) => fleet.bring(taskId),
  handBack: (fleet, { taskId }) => fleet.handBack(taskId),
  discard: (fleet, { taskId }) => fleet.discard(taskId),
  restore: (fleet, { taskId }) => fleet.restore(taskId),
  message: (fleet, { taskId, text, when }) => fleet.message(taskId, text, when),
  tell: (fleet, { taskId, said }) => fleet.tell(taskId, said),
  changeModel: (fleet, { taskId, model }) => fleet.changeModel(taskId, model),
  answer: (fleet, { taskId, requestId, decision }) => fleet.answer(taskId, requestId, decision),
  apply: (fleet, { taskId, part, resolved }) => fleet.apply(taskId, part, resolved),
  land: (fleet, { taskId, request }) => fleet.land(taskId, request),
  undo: (fleet, { taskId, how }) => fleet.undo(taskId, how),
  update: (fleet, { taskId, how, resolved, onto }) => fleet.update(taskId, how, resolved, onto),
  tryOut: (fleet, { taskId, ask }) => fleet.tryOut(taskId, ask),
  restoreTo: (fleet, call) => fleet.restoreTo(call.taskId, call),
};

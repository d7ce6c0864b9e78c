import type { EntryBody, EventBody, RunnerEvent, Task, TaskEntry, TaskId } from '../../../src/protocol';
import { CallId, CheckId, ObjectName, RequestId, TaskId as TaskIdSchema } from '../../../src/protocol';

export const taskId: TaskId = TaskIdSchema.parse('01JD8X0000000000000000TASK'.slice(0, 26));
export const at = '2026-01-02T03:04:05.000Z';
export const commit = ObjectName.parse('a'.repeat(40));
export const tree = ObjectName.parse('b'.repeat(40));
export const callId = (name: string) => CallId.parse(name);
export const requestId = (name: string) => RequestId.parse(name);
const checkId = (name: string) => CheckId.parse(name);

export const task: Task = {
  id: taskId,
  title: 'Fix the rounding',
  slug: 'fix-the-rounding',
  prompt: 'Fix the rounding of totals.',
  verify: 'npm test',
  place: 'worktree',
  isolation: 'sandbox',
  approve: 'ask',
  engine: { kind: 'model', model: { provider: 'anthropic', name: 'claude-test' } },
  repos: [{ root: '/repo' }],
  limits: { maxTurns: 10, verifyRounds: 3 },
  createdAt: at,
};

/** Bodies as a runner's journal would hold them. */
export function journal(bodies: readonly EventBody[]): RunnerEvent[] {
  return bodies.map((body, index) => ({ v: 1, seq: index + 1, taskId, at, ...body }));
}

/** Bodies as the app's journal would hold them. */
export function appJournal(bodies: readonly EntryBody[]): TaskEntry[] {
  return bodies.map((body, index) => ({ v: 1, seq: index + 1, at, ...body }));
}

export const ready: EventBody = { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 };
export const prompt: EventBody = { type: 'user.message', text: task.prompt, source: 'prompt' };

export function ask(turn: number): EventBody {
  return { type: 'model.request', turn, attempt: 1, model: { provider: 'anthropic', name: 'claude-test' } };
}

export function says(text: string, calls: { callId: string; tool: string; input: string }[] = []): EventBody {
  return {
    type: 'message.end',
    messageId: 'm',
    text,
    calls: calls.map((call) => ({ ...call, callId: callId(call.callId) })),
    stop: calls.length > 0 ? 'tools' : 'end',
  };
}

export function receipt(exitCode: number) {
  return { command: 'npm test', exitCode, durationMs: 5, tree, sandboxed: true };
}

export function checkResult(exitCode: number): EventBody {
  return { type: 'check.result', checkId: checkId('k'), receipt: receipt(exitCode), tail: 'tail' };
}

export function checkStart(round: number): EventBody {
  return { type: 'check.start', checkId: checkId('k'), round, command: 'npm test', tree };
}

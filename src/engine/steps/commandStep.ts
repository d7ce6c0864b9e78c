import { CallId } from '../../protocol';
import type { Session } from '../session';
import { commandAnswer } from '../tools/shellTools';
import { runWatched } from '../commands/watchedCommand';

const timeoutMs = 60 * 60_000;

/** Runs the command that a command task consists of. The user wrote it, so nobody is asked. */
export async function stepCommand(session: Session, signal: AbortSignal): Promise<void> {
  const { engine } = session.task;
  if (engine.kind !== 'command') {
    return;
  }
  const { command } = engine;
  const callId = CallId.parse(`command-${session.ports.ids.short()}`);
  const call = { callId, tool: 'command' };
  await session.record({ type: 'tool.intent', ...call, input: command, effect: 'execute' });
  const result = await runWatched(session, { source: callId, callId, command, network: false, timeoutMs }, signal);
  signal.throwIfAborted();
  await session.record({ type: 'tool.result', ...call, ...commandAnswer(result) });
}

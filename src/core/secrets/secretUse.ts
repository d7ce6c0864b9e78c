import type { EventBody, Task } from '../../protocol';

type Used = Extract<EventBody, { type: 'secret.used' }>;

/** A command task is the user's own command, so it may have what its checks may. */
export function isForAgent({ secrets, engine }: Pick<Task, 'secrets' | 'engine'>): boolean {
  return secrets !== undefined && (secrets.alsoForAgent === true || engine.kind === 'command');
}

/** What is recorded before a command is run that gets the task's secrets; null when it gets none. */
export function secretUse(task: Pick<Task, 'secrets' | 'engine'>, by: Used['by']): Used | null {
  return task.secrets === undefined || (by === 'agent' && !isForAgent(task))
    ? null
    : { type: 'secret.used', names: task.secrets.names, by };
}

/** When each was last used, with this use. */
export function withUse(
  used: Readonly<Record<string, string>>,
  { names, at }: Pick<Used, 'names'> & { at: string },
): Record<string, string> {
  return { ...used, ...Object.fromEntries(names.map((name) => [name, at])) };
}

import type { EventBody, RunState, Task } from '../../protocol';

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

export const noneUsed: Pick<RunState, 'usedSecrets' | 'withheld'> = { usedSecrets: {}, withheld: [] };

/** What the events of secrets change in a run's state. */
export const secretReducers = {
  'secret.used': (
    { usedSecrets }: Pick<RunState, 'usedSecrets'>,
    { names, at }: Pick<Used, 'names'> & { at: string },
  ): Partial<RunState> => ({
    usedSecrets: { ...usedSecrets, ...Object.fromEntries(names.map((name) => [name, at])) },
  }),
  'secret.withheld': (_: unknown, { paths }: { paths: string[] }): Partial<RunState> => ({ withheld: paths }),
};

import type { PortBlock, Task } from '../../protocol';

/** What every command of a task finds in its environment, so that agents do not meet in one port, project or database. */
export function agentVariables(task: Pick<Task, 'id' | 'slug'>, block: PortBlock | null): Record<string, string> {
  const name = `${task.slug}-${task.id.slice(-6)}`.toLowerCase();
  const ports = block === null ? {} : portVariables(block);
  return {
    ...ports,
    COMPOSE_PROJECT_NAME: name,
    BACKGROUND_AGENTS_NAME: name,
    BACKGROUND_AGENTS_DATABASE_SUFFIX: `_${name.replaceAll('-', '_')}`,
  };
}

function portVariables({ first, count }: PortBlock): Record<string, string> {
  const ports = Array.from({ length: count }, (_, index) => first + index);
  return { PORT: String(first), CONDUCTOR_PORT: String(first), BACKGROUND_AGENTS_PORTS: ports.join(' ') };
}

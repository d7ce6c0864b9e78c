import type { TaskId } from '../../../protocol';

/** A type of our own, so that nothing else that is dragged is taken for an agent. */
const type = 'application/x-background-agent';

export function startDrag({ dataTransfer }: DragEvent, taskId: TaskId): void {
  dataTransfer?.setData(type, taskId);
}

/** While a drag goes on, only its types can be read. */
export function isDragOfTask({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes(type) === true;
}

export function draggedTask({ dataTransfer }: DragEvent): TaskId | null {
  const id = dataTransfer?.getData(type) ?? '';
  return id === '' ? null : (id as TaskId);
}

import { randomUUID } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Ids } from '../../core/ports';
import { TaskId } from '../../protocol';

/** Ids made by one instance sort in the order they were made, also within a millisecond. */
export class SystemIds implements Ids {
  private readonly next = monotonicFactory();

  taskId(): TaskId {
    return TaskId.parse(this.next());
  }

  short(): string {
    const random = randomUUID();
    return random.slice(0, 8) + random.slice(9, 13);
  }
}

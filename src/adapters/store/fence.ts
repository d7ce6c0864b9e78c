import { StoreError } from '../../core/errors';
import { leaseStamp, readLease } from './leaseFile';

/** Keeps a runner whose task has a newer owner from writing. The lease is read again only when its file is another one. */
export class Fence {
  private seen = '';

  /** `fence` is the owner's token. */
  constructor(
    private readonly taskDir: string,
    private readonly fence: number,
  ) {}

  /** Throws `owned` when a newer owner has the task. */
  async assert(): Promise<void> {
    const stamp = leaseStamp(this.taskDir);
    if (stamp === this.seen) {
      return;
    }
    const record = await readLease(this.taskDir);
    if (record !== null && record.fence > this.fence) {
      throw new StoreError('owned', 'Another window or terminal has taken this task up; here it ended.', {
        audience: 'log',
      });
    }
    this.seen = stamp;
  }
}

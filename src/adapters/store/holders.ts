import type { Clock } from '../../core/ports';
import { describeHolder, leaseStamp, type ProcessIdentity, readLease } from './leaseFile';

/** Who has the tasks. A process that has one itself need not be asked again whether it lives while the lease is the same. */
export class Holders {
  private readonly ours = new Map<string, { stamp: string; holder: string }>();

  constructor(
    private readonly here: ProcessIdentity,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** As `describeHolder`. */
  async describe(taskDir: string): Promise<string> {
    const stamp = leaseStamp(taskDir);
    const known = this.ours.get(taskDir);
    if (known?.stamp === stamp) {
      return known.holder;
    }
    const holder = await describeHolder(taskDir, this.here, this.clock.now());
    const record = await readLease(taskDir);
    const { pid, host, startTime } = this.here;
    if (record?.pid === pid && record.host === host && record.startTime === startTime && !record.isReleased) {
      this.ours.set(taskDir, { stamp, holder });
    } else {
      this.ours.delete(taskDir);
    }
    return holder;
  }
}

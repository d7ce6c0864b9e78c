import { GitError } from '../../core/errors';
import { TaskQueue } from '../tasks/taskQueue';

const attempts = 3;

/** Acts on checkouts of the user's, by their folder: two must not work on the same look at one. */
export class CheckoutQueue {
  private readonly queue = new TaskQueue<string>();

  /** One after the other. A file that the user saves between the look and the change makes it worth another look. */
  run<T>(root: string, act: () => Promise<T>): Promise<T> {
    return this.queue.run(root, async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await act();
        } catch (error) {
          if (attempt === attempts || !(error instanceof GitError) || error.reason !== 'does-not-apply') {
            throw error;
          }
        }
      }
    });
  }
}

import type { PassedLimit } from '../protocol';

/** Why a step was ended before its end: the reason of its abort signal. */
export class Halt extends Error {
  /**
   * `suspend`: the runner ends; the journal stays as it is, so that the task can be resumed. `reached`: of an interruption
   * that no person asked for.
   */
  constructor(
    readonly by: 'interrupt' | 'stop' | 'suspend',
    readonly reached?: PassedLimit,
  ) {
    super(`The step was ended by ${by}.`);
  }
}

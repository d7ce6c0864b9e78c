import { TaskError } from '../../core/errors';
import type { OpenRequest } from '../../core/views/openRequests';
import type { Decision } from '../../protocol';
import type { FleetActs } from './fleet';

/** What became of an answer that was given to several requests. */
export interface AnsweredTogether {
  answered: number;
  /** They were answered or withdrawn before. */
  late: number;
}

/** Gives each request the same answer, one after the other. Throws what went wrong with one after all were told. */
export async function answerTogether(
  fleet: Pick<FleetActs, 'answer'>,
  requests: readonly OpenRequest[],
  decision: Decision,
): Promise<AnsweredTogether> {
  const failures: unknown[] = [];
  let late = 0;
  for (const { view, request } of requests) {
    try {
      await fleet.answer(view.task.id, request.requestId, decision);
    } catch (error) {
      if (error instanceof TaskError && error.reason === 'not-possible-now') {
        late += 1;
      } else {
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) {
    throw failures[0];
  }
  return { answered: requests.length - late, late };
}

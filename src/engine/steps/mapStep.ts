import { toErrorData } from '../../core/errors';
import { drawMap } from '../../core/repoMap/repoMap';
import type { Survey } from '../../core/repoMap/surveyPorts';
import type { Session } from '../session';

/** Draws the map of the repository before the first request. A task goes on without one when it can't be drawn. */
export async function drawMapOnce(session: Session, signal: AbortSignal): Promise<void> {
  if (session.events.some(({ type }) => type === 'map.drawn' || type === 'model.request')) {
    return;
  }
  const survey = await surveyOrNull(session, signal);
  if (survey !== null) {
    await session.record({ type: 'map.drawn', ...drawMap(survey, session.task.prompt) });
  }
}

async function surveyOrNull({ ports, task }: Session, signal: AbortSignal): Promise<Survey | null> {
  try {
    return await ports.surveyor.survey(signal);
  } catch (error) {
    signal.throwIfAborted();
    ports.log.warn(`Task ${task.id} begins without a map of the repository: ${toErrorData(error).message}`);
    return null;
  }
}

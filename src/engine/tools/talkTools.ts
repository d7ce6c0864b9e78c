import { TaskError } from '../../core/errors';
import type { Tool } from './tool';

/** Its answer comes from a person, so there is nothing to run. */
export const askUser: Tool<'ask_user'> = {
  description: 'Asks the person who gave the task, and waits for the answer. Only for what cannot be found out.',
  effect: 'interact',
  run: () => Promise.reject(new TaskError('not-possible-now', 'The question was not asked.')),
};

export const finishTask: Tool<'finish'> = {
  description: 'Ends the work. The check of the task is run next, if it has one.',
  effect: 'interact',
  run: () => Promise.resolve({ outcome: 'ok', text: 'Finished.' }),
};

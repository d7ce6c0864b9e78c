import { TaskError } from '../../core/errors';
import type { Tool } from './tool';

/** Its answer comes from a person, so there is nothing to run. */
export const proposePlan: Tool<'propose_plan'> = {
  description: 'Shows your plan to the person who gave the task, and waits until it is approved or commented on.',
  effect: 'interact',
  run: () => Promise.reject(new TaskError('not-possible-now', 'The plan was not shown.')),
};

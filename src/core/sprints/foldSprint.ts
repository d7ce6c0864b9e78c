import type { SprintStart } from '../../protocol';

/** What is known of one job for several agents. */
export interface SprintState {
  readonly start: SprintStart | null;
  /** All of its tasks are there. */
  readonly isMade: boolean;
}

export const initialSprint: SprintState = { start: null, isMade: false };

export const sprintReducers = {
  'sprint.started': ({ sprint }: { sprint: SprintState }, { start }: { start: SprintStart }) => ({
    sprint: { ...sprint, start },
  }),
  'sprint.made': ({ sprint }: { sprint: SprintState }) => ({ sprint: { ...sprint, isMade: true } }),
};

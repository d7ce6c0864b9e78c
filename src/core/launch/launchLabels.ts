import type { Translate } from '../translate';
import { type LaunchProblem, mostRacers } from './launches';

/** One way to begin something by `/name`. */
export interface LaunchCommand {
  /** Without the slash. */
  name: string;
  /** What is written after it. */
  usage: string;
  summary: string;
}

/** In the order in which they are offered. */
export function launchCommands(t: Translate): LaunchCommand[] {
  return [
    { name: 'worktree', usage: t('TASK'), summary: t('An experiment that reports and merges nothing') },
    { name: 'refactor', usage: t('TASK'), summary: t('Keep what the code does; its tests stay green and as they are') },
  ];
}

/** What is missing, and how it is written. */
export function launchProblemLabel({ problem, command }: LaunchProblem, t: Translate): string {
  switch (problem) {
    case 'unknown-command': {
      const known = launchCommands(t).map(({ name }) => `/${name}`);
      return t('There is no command /{0}. There are {1}.', command, known.join(', '));
    }
    case 'no-task':
      return t('Say after /{0} what is to be done.', command);
    case 'no-model':
      return t('Say after /{0} whose result to take: the name of a model of the race.', command);
    case 'no-target':
      return t(
        'Say after /{0} what to review: the number of a pull request, a range such as main..topic, or a branch.',
        command,
      );
    case 'too-many-racers':
      return t('A race has {0} agents at most.', mostRacers);
    case 'one-racer':
      return t('Name at least two models, or one several times: gpt-5 x3.');
  }
}

import type { Translate } from '../translate';
import { type Launch, type LaunchProblem, mostRacers } from './launches';

/** One way to begin something by `/name`. */
export interface LaunchCommand {
  kind: Launch['kind'];
  /** Without the slash. */
  name: string;
  /** What is written after it. */
  usage: string;
  summary: string;
}

/** In the order of the alphabet. */
export function launchCommands(t: Translate): LaunchCommand[] {
  return [
    {
      kind: 'applyWorktree',
      name: 'apply-worktree',
      usage: t('MODEL'),
      summary: t('Take the result of the racer with this model'),
    },
    {
      kind: 'race',
      name: 'best-of-n',
      usage: t('MODEL, MODEL, … TASK'),
      summary: t('The same task by several models'),
    },
    {
      kind: 'refactor',
      name: 'refactor',
      usage: t('TASK'),
      summary: t('Keep what the code does, and every test as it is'),
    },
    {
      kind: 'review',
      name: 'review',
      usage: t('PULL REQUEST OR RANGE'),
      summary: t('Findings in a change, by fixed lenses'),
    },
    { kind: 'sprint', name: 'sprint', usage: t('TASK'), summary: t('Split one job among several agents') },
    {
      kind: 'experiment',
      name: 'worktree',
      usage: t('TASK'),
      summary: t('An experiment: a report, and nothing is merged'),
    },
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

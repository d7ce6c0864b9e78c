import type { ParseArgsOptionsConfig } from 'node:util';
import { RaceWatch } from '../../app/races/raceWatch';
import type { RaceRequest } from '../../app/races/raceStarts';
import { blindRace } from '../../core/races/blindRace';
import { type Budget, type GroupId, mostRacers, type RaceView } from '../../protocol';
import { baseOf } from '../options/baseOptions';
import { exitStatus } from '../lines/exitStatus';
import { readModelNamed } from '../options/modelOption';
import { blindLines, comparisonLines, raceIntroduction, raceJson, raceNextLines, racerStep } from '../lines/raceLines';
import { findRace } from '../tasks/raceTasks';
import { readSecretValues } from '../options/secretOptions';
import type { Session } from '../session';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { readTaskRequest, taskHelp, taskOptions } from '../options/taskOptions';
import type { Terminal } from '../lines/terminal';
import { UsageError } from '../options/usageError';

/** What a race decides itself, or has no use for. */
const unfit = ['model', 'command', 'here', 'shared-budget', 'mode', 'repo-url', 'priority'];
const fit = Object.entries(taskOptions).filter(([name]) => !unfit.includes(name));
const fitHelp = taskHelp.filter((line) => !unfit.some((name) => line.startsWith(`  --${name} `)));

const raceOptions: ParseArgsOptionsConfig = {
  models: { type: 'string' },
  times: { type: 'string' },
  'cap-usd': { type: 'string' },
  'cap-tokens': { type: 'string' },
  judge: { type: 'string' },
  continue: { type: 'string' },
  halve: { type: 'boolean' },
  'no-cross-tests': { type: 'boolean' },
};

export const raceCommand: Subcommand = {
  name: 'race',
  usage: '(--models NAME,NAME… [--times N] [options] TASK | --continue ID)',
  summary: 'let several models do the same task from the same files, and compare what they come to',
  options: { ...Object.fromEntries(fit), ...raceOptions },
  help: [
    '  --models NAME,NAME…     who races; a name may come several times',
    '  --times N               each of them N times',
    '  --cap-usd N             dollars for all of them together, judge included',
    '  --cap-tokens N          the same in tokens',
    '  --judge NAME            asks this model about the best two, in both orders',
    '  --continue ID           go on with a race that was cut off or stopped, instead of beginning one',
    '  --halve                 stop those that are behind, each time half of the racers were checked',
    '  --no-cross-tests        do not run the tests of each on the code of the others',
    ...fitHelp,
    '  --json                  print the comparison as JSON, and nothing else',
  ],
  async run({ args, terminal, hide, open }: Invocation): Promise<number> {
    const begin = await readBegin(args, terminal);
    const judge = args.text('judge');
    const judging = judge === undefined ? null : readModelNamed(judge, args);
    const secrets = await readSecretValues(args, terminal);
    hide(secrets);
    const session = await open('told', secrets);
    try {
      const groupId = await begin(session);
      await follow(session, groupId, { terminal, args });
      if (judging !== null) {
        await judged(session, groupId, judging);
      }
      const race = session.services.races.view(groupId);
      const glances = session.services.arenas.glances();
      const shown = blindRace(race, glances);
      const lines = args.has('json')
        ? [raceJson(race, glances)]
        : ['', ...blindLines(race, glances), ...comparisonLines(shown), '', ...raceNextLines(shown)];
      lines.forEach((line) => terminal.print(line));
      return statusOf(race);
    } finally {
      await session.dispose();
    }
  },
};

/** Begins a race, or goes on with the one that is named. */
async function readBegin(args: Arguments, terminal: Terminal): Promise<(session: Session) => Promise<GroupId>> {
  const name = args.text('continue');
  if (name !== undefined) {
    return (session) => goOn(session, name);
  }
  const [racers, cap] = [readRacers(args), readCap(args)];
  const request = await readTaskRequest(args.with('model', racers[0]?.name ?? ''), terminal);
  return (session) => start(session, { ...request, racers, cap });
}

/** Makes the racers that are missing, and goes on with all that neither came to an end nor wait for the person. */
async function goOn({ services: { races, fleet } }: Session, name: string): Promise<GroupId> {
  const { groupId } = findRace(races.list(), name);
  await races.tend(groupId, { halves: false });
  for (const { taskId, state, halved } of races.view(groupId).candidates) {
    const isOver = state === null || ['complete', 'failed', 'waiting'].includes(state.kind);
    if (state?.kind === 'stopped' && state.by === 'user' && halved === null) {
      await fleet.retry(taskId);
    } else if (!isOver && halved === null) {
      await fleet.submit(taskId);
    }
  }
  return groupId;
}

type Asked = Awaited<ReturnType<typeof readTaskRequest>> & Pick<RaceRequest, 'racers' | 'cap'>;

async function start(session: Session, asked: Asked): Promise<GroupId> {
  const { services, budgets } = session;
  const { folder, title, verify, budget, base, from, after, priority, isOfSeveral, ...rest } = asked;
  if (after !== undefined || priority !== undefined || isOfSeveral) {
    throw new UsageError('A race begins at once, in one repository: leave out --after, --priority and --repos.');
  }
  const draft = await services.drafts.proposeCheck(folder);
  const { task: usual } = await budgets();
  return services.races.start({
    ...rest,
    ...baseOf({ base, from }, services.store.current.values()),
    root: draft.root,
    budget: { ...usual, ...budget },
    verify: verify === undefined ? draft.verify : verify,
    ...(title === undefined ? {} : { title }),
  });
}

/** Shows each step of each racer until none of them is at work, and then runs what cells of the matrix are left. */
async function follow(
  { services }: Session,
  groupId: GroupId,
  { terminal, args }: { terminal: Terminal; args: Arguments },
): Promise<void> {
  const { races, fleet, store, arenas } = services;
  const shown = (): RaceView => blindRace(races.view(groupId), arenas.glances());
  const race = shown();
  const ids = race.candidates.map(({ taskId }) => taskId);
  const [halves, fills] = [args.has('halve'), !args.has('no-cross-tests')];
  const told = new Map<string, string>();
  const show = (): void => {
    for (const candidate of shown().candidates) {
      const kind = candidate.state?.kind ?? '';
      if (!args.has('json') && told.get(candidate.taskId) !== kind) {
        told.set(candidate.taskId, kind);
        terminal.print(racerStep(candidate));
      }
    }
  };
  const log = { info: () => undefined, warn: () => undefined, error: (text: string) => terminal.complain(text) };
  const watch = new RaceWatch({ ...services, log, halves: () => halves, fills: () => fills }, [race.root]).begin();
  const showing = store.onDidChange(({ taskId }) => {
    if (ids.includes(taskId)) {
      show();
    }
  });
  const ended = new AbortController();
  const signals = terminal.onSignal(() => {
    ended.abort();
    terminal.complain('Stopping the race. What the racers have is kept.');
    ids.forEach((taskId) => void fleet.stop(taskId).catch(() => undefined));
  });
  try {
    if (!args.has('json')) {
      raceIntroduction(race).forEach((line) => terminal.print(line));
    }
    show();
    await Promise.all(ids.map((taskId) => fleet.settled(taskId)));
    await races.tend(groupId, { halves: false });
    if (fills) {
      await races.fill(groupId, ended.signal);
    }
  } finally {
    [watch, showing, signals].forEach((each) => each.dispose());
  }
}

async function judged(
  { services }: Session,
  groupId: GroupId,
  model: RaceRequest['racers'][number]['model'],
): Promise<void> {
  const { races, fleet, groups } = services;
  if (races.view(groupId).judge?.pairs.some(({ outcome }) => outcome.kind === 'open') !== true) {
    await races.judge(groupId, model);
  }
  const judgements = groups.get(groupId).race.judge?.judgements ?? [];
  await Promise.all(judgements.map(({ taskId }) => fleet.settled(taskId)));
  await races.tend(groupId, { halves: false });
}

function readRacers(args: Arguments): RaceRequest['racers'] {
  const names = (args.text('models') ?? '').split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  const times = Number(args.text('times') ?? 1);
  if (given.length === 0) {
    throw new UsageError('Name the models with --models, such as claude-sonnet,gpt-5.');
  }
  if (!Number.isInteger(times) || times < 1 || times * given.length > mostRacers) {
    throw new UsageError(
      `A race has from 1 to ${mostRacers} racers, not ${args.text('times') ?? '1'} times ${given.length}.`,
    );
  }
  const all = given.flatMap((name) => Array.from({ length: times }, () => name));
  return all.map((name) => ({ name, model: readModelNamed(name, args) }));
}

function readCap(args: Arguments): Budget | null {
  const [usd, tokens] = [args.text('cap-usd'), args.text('cap-tokens')];
  if ((usd !== undefined && !(Number(usd) > 0)) || (tokens !== undefined && !/^[1-9]\d*$/.test(tokens))) {
    throw new UsageError('--cap-usd is a number above 0, --cap-tokens a whole number from 1 on.');
  }
  return usd === undefined && tokens === undefined
    ? null
    : {
        ...(usd === undefined ? {} : { usd: Number(usd) }),
        ...(tokens === undefined ? {} : { tokens: Number(tokens) }),
      };
}

/** By the best of them: somebody has to be complete. */
function statusOf({ candidates }: RaceView): number {
  if (candidates.some(({ state }) => state?.kind === 'complete')) {
    return exitStatus.complete;
  }
  return candidates.some(({ state }) => state?.kind === 'waiting') ? exitStatus.waiting : exitStatus.failed;
}

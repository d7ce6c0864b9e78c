import * as path from 'node:path';
import { filesLabel } from '../../core/labels/labels';
import { english as t } from '../../core/translate';
import { blindRace } from '../../core/races/blindRace';
import type { RaceView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import {
  blindLines,
  comparisonLines,
  raceIntroduction,
  raceJson,
  raceListLine,
  raceName,
  raceNextLines,
} from '../lines/raceLines';
import type { Invocation, Subcommand } from '../options/subcommand';
import { shortName } from '../options/taskNames';
import { plainLine, plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const racesCommand: Subcommand = {
  name: 'races',
  usage: '[--json]',
  summary: 'list races, the newest first',
  options: { json: { type: 'boolean' } },
  help: ['  --json        print each race as a line of JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const session = await open();
    try {
      const races = session.services.races.list();
      const glances = session.services.arenas.glances();
      races.forEach((race) => terminal.print(args.has('json') ? raceJson(race, glances) : raceListLine(race)));
      if (races.length === 0 && !args.has('json')) {
        terminal.print('There are no races. Start one with: background-agents race --models NAME,NAME TASK');
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

export const compareCommand: Subcommand = {
  name: 'compare',
  usage: 'ID [--reveal] [--json]',
  summary: 'show what the racers of a race came to, the best first',
  options: { reveal: { type: 'boolean' }, json: { type: 'boolean' } },
  help: ['  --reveal      ends a blind race: who is who is shown again', '  --json        print the race as JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [id] = args.take(1, 'which race to compare');
    const session = await open();
    try {
      const { races, arenas } = session.services;
      const race = findRace(races.list(), id);
      if (args.has('reveal')) {
        await arenas.blind(race.groupId, false);
      }
      const glances = arenas.glances();
      const shown = blindRace(race, glances);
      const lines = args.has('json')
        ? [raceJson(race, glances)]
        : [
            ...[...raceIntroduction(shown), ...blindLines(race, glances), ''],
            ...[...comparisonLines(shown), '', ...raceNextLines(shown)],
          ];
      lines.forEach((line) => terminal.print(line));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

export const applyWorktreeCommand: Subcommand = {
  name: 'apply-worktree',
  usage: 'MODEL [--repo DIR] [--discard-others]',
  summary: 'put the changes of a racer of the newest race into your checkout, uncommitted',
  options: { repo: { type: 'string' }, 'discard-others': { type: 'boolean' } },
  help: [
    '  --repo DIR          the repository; by default the one of this folder',
    '  --discard-others    discard the other racers; each can be restored for 30 days',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which racer, by the name of its model');
    const session = await open();
    try {
      const { races, reviews, store, drafts } = session.services;
      const { root } = await drafts.proposeCheck(path.resolve(terminal.folder, args.text('repo') ?? '.'));
      const { race, candidate } = races.winner(name, root);
      const plan = await reviews.plan(store.get(candidate.taskId));
      terminal.print(
        plainText(`This changes ${filesLabel(plan.files, t)} in ${plan.root} (${plan.branchName}); nothing is staged.`),
      );
      plan.flagged.forEach(({ path: file, why }) => terminal.print(plainLine(`  ${file}: ${why}`)));
      await races.apply(race.groupId, candidate.taskId);
      terminal.print(
        plainText(
          `Applied ${candidate.label}. Take it back with: background-agents undo ${shortName(candidate.taskId)}`,
        ),
      );
      if (args.has('discard-others')) {
        const others = races.others(race.groupId, candidate.taskId);
        await races.discardOthers(race.groupId, candidate.taskId);
        others.forEach(({ label, taskId }) =>
          terminal.print(plainText(`Discarded ${label}. For 30 days: background-agents restore ${shortName(taskId)}`)),
        );
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

/** By the beginning or end of its id, or of that of one of its racers. */
export function findRace(races: readonly RaceView[], name: string): RaceView {
  const wanted = name.toUpperCase();
  const isNamed = (id: string): boolean => id.startsWith(wanted) || id.endsWith(wanted);
  const found = races.filter(
    ({ groupId, candidates }) => isNamed(groupId) || candidates.some((each) => isNamed(each.taskId)),
  );
  const [only, another] = found;
  if (only === undefined || name === '') {
    throw new UsageError(`There is no race “${name}”. “background-agents races” shows the races.`);
  }
  if (another !== undefined) {
    throw new UsageError(
      `“${name}” names ${found.length} races (${found.map(raceName).join(', ')}). Give more of the id.`,
    );
  }
  return only;
}

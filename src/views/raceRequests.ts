import type { Arenas } from '../app/races/arenas';
import type { Races } from '../app/races/races';
import { requireTrustedWorkspace, runCommand } from '../host/commandRegistrar';
import type { AgentsWindowRequest } from '../protocol';
import type { RaceTelling } from './raceTelling';

type Of<T extends AgentsWindowRequest['type']> = Extract<AgentsWindowRequest, { type: T }>;

interface Page {
  readonly deps: { arenas: Arenas; races: Pick<Races, 'crossTest'> };
  readonly races: Pick<RaceTelling, 'open' | 'offer' | 'tellLines'>;
}

/** What a page that shows a race asks. */
export const raceRequests = {
  openRace: ({ races }: Page, { groupId }: Of<'openRace'>) => races.open(groupId),
  offerRace: ({ races }: Page, { groupId }: Of<'offerRace'>) => races.offer(groupId),
  hunkLines: ({ races }: Page, { groupId, path }: Of<'hunkLines'>) => races.tellLines(groupId, path),
  race: carryOut,
  combine: (_: Page, { groupId }: Of<'combine'>) => runCommand('combine', { groupId }),
};

/** What changes nothing but this page's own journal is done at once; all else as the palette would. */
async function carryOut({ deps }: Page, { groupId, said }: Of<'race'>): Promise<void> {
  const { arenas } = deps;
  switch (said.kind) {
    case 'blind':
      return arenas.blind(groupId, said.isBlind);
    case 'choose':
      requireTrustedWorkspace();
      return arenas.take(groupId, said.hunks, said.isTaken);
    case 'compose':
      requireTrustedWorkspace();
      await arenas.compose(groupId);
      return undefined;
    case 'compare':
      return runCommand('compareRacers', { groupId, ...said });
    case 'use':
      return runCommand('useRacer', { groupId, taskId: said.taskId });
    case 'discardOthers':
      return runCommand('discardOtherRacers', { groupId, taskId: said.taskId });
    case 'matrix':
      requireTrustedWorkspace();
      return deps.races.crossTest(groupId, said.isOn);
    case 'halve':
      return runCommand('stopRacersBehind', { groupId });
    case 'judge':
      return runCommand('judgeRace', { groupId });
  }
}

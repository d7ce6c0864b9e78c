import type { RunState, ToldOverlap } from '../../protocol';
import { noneUsed, secretReducers } from '../secrets/secretUse';

/** What is known beside the course of the work, before anything is. */
export const nothingBeside: Pick<RunState, 'usedSecrets' | 'withheld' | 'toldOverlaps'> = {
  ...noneUsed,
  toldOverlaps: [],
};

/** What events change of it. */
export const besideReducers = {
  ...secretReducers,
  'overlaps.told': (
    { toldOverlaps }: Pick<RunState, 'toldOverlaps'>,
    { places }: { places: ToldOverlap[] },
  ): Partial<RunState> => ({ toldOverlaps: [...toldOverlaps, ...places] }),
};

import type { TrialResult } from './sandboxTrial';

const trials = new Map<string, Promise<TrialResult>>();

/** Tried once in a process. What failed is tried again the next time: it may have been repaired. */
export async function rememberedTrial<T extends TrialResult>(key: string, tryOut: () => Promise<T>): Promise<T> {
  const trial = (trials.get(key) as Promise<T> | undefined) ?? tryOut();
  trials.set(key, trial);
  const isGood = await trial.then(
    (result) => result.kind === 'tried' && result.failed.length === 0,
    () => false,
  );
  if (!isGood && trials.get(key) === trial) {
    trials.delete(key);
  }
  return trial;
}

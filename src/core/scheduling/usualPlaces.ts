const [fewest, most] = [3, 8];
const bytesEach = 2 * 1024 ** 3;

/**
 * How many tasks run at once where nobody has said it. An agent mostly waits for its model; what it takes of the machine
 * are checks and builds, which want more than one core and about two gigabytes each. `memoryBytes` is all that there is.
 */
export function usualPlaces({ cores, memoryBytes }: { cores: number; memoryBytes: number }): number {
  const fitting = Math.min(Math.floor(cores / 2) + 1, Math.floor(memoryBytes / bytesEach));
  return Math.min(most, Math.max(fewest, fitting));
}

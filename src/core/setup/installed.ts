/** How a package manager notes in what it made from which lock file. */
export interface InstallNote {
  lock: string;
  /** The note, beside the lock file. */
  note: string;
  /** Whether the note says that exactly what the lock file names is there. */
  isSame(lock: string, note: string): boolean;
}

const npm: InstallNote = { lock: 'package-lock.json', note: 'node_modules/.package-lock.json', isSame: isSameTree };
const pnpm: InstallNote = {
  ...{ lock: 'pnpm-lock.yaml', note: 'node_modules/.pnpm/lock.yaml' },
  isSame: (lock, note) => lock === note,
};

/** Commands that make nothing but dependencies, with what says that they have nothing to do. */
const notes: ReadonlyMap<string, InstallNote> = new Map([
  ['npm ci', npm],
  ['npm install', npm],
  ['npm i', npm],
  ['pnpm install', pnpm],
  ['pnpm i', pnpm],
  ['pnpm install --frozen-lockfile', pnpm],
]);

/** The note to look at for a step; null where the step may do anything, or may run in another folder than it began in. */
export function installNote(steps: readonly string[], index: number): InstallNote | null {
  const mayHaveMoved = steps.slice(0, index).some((step) => /\b(cd|pushd|popd|source|exec|eval)\b|^\s*\./.test(step));
  return mayHaveMoved ? null : (notes.get((steps[index] ?? '').trim()) ?? null);
}

/** What a package manager notes of a lock file of this name; null where it notes nothing that can be compared. */
export function noteOf(lock: string): InstallNote | null {
  return [npm, pnpm].find((each) => each.lock === lock) ?? null;
}

/** Every package of the lock file is there in its version, and no other. Optional ones may be missing. */
function isSameTree(lock: string, note: string): boolean {
  const [wanted, there] = [packagesIn(lock), packagesIn(note)];
  if (wanted === null || there === null) {
    return false;
  }
  const isOptional = (entry: Record<string, unknown>) => entry['optional'] === true || entry['devOptional'] === true;
  const isSame = (path: string) => fields.every((field) => wanted.get(path)?.[field] === there.get(path)?.[field]);
  return (
    [...there.keys()].every((path) => wanted.has(path) && isSame(path)) &&
    [...wanted].every(([path, entry]) => there.has(path) || isOptional(entry))
  );
}

const fields = ['version', 'integrity', 'resolved', 'link'];

function packagesIn(text: string): Map<string, Record<string, unknown>> | null {
  try {
    const { packages } = JSON.parse(text) as { packages?: Record<string, Record<string, unknown>> };
    const entries = Object.entries(packages ?? {}).filter(([path]) => path.includes('node_modules/'));
    return packages === undefined ? null : new Map(entries);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}

import { type PathProbe, plainPath, relativeTo } from '../files/paths';

/** A path among the words of a command that leads, through links, to another place than its name says. */
interface LedPath {
  named: string;
  /** Absolute, with every link followed. */
  real: string;
}

interface Leads {
  paths: LedPath[];
  /** Every word was looked at. */
  isWhole: boolean;
}

/** What of a longer command is looked at: a look costs microseconds, and a model may write megabytes. */
const maxLooked = 100_000;
const maxWords = 2_000;

/**
 * Where the paths among a command's words lead on the disk now, those alone whose name does not say so: a link, or a
 * name below one. Each word is taken for a path, whatever the command does with it, also behind `=` and one-letter
 * options, below the worktree and below every folder that the command changes to.
 */
export async function ledPaths(command: string, worktree: string, probe: PathProbe): Promise<Leads> {
  const words = [...wordsOf(command.slice(0, maxLooked))];
  const bases = [worktree];
  const found = new Map<string, LedPath>();
  let isFolder = false;
  for (const word of words.slice(0, maxWords)) {
    for (const named of pathsIn(word)) {
      for (const absolute of named.startsWith('/') ? [named] : bases.map((base) => `${base}/${named}`)) {
        const real = await realOf(absolute, probe);
        if (real !== plainPath(absolute)) {
          found.set(JSON.stringify([named, real]), { named, real });
        }
        if (isFolder && bases.length < maxFolders) {
          bases.push(real);
        }
      }
    }
    isFolder = word === 'cd' || word === 'pushd' || word === '-C';
  }
  return { paths: [...found.values()], isWhole: command.length <= maxLooked && words.length <= maxWords };
}

/** So many folders that a command changes to are followed. */
const maxFolders = 20;
const shown = 8;

/** The same as sentences for the person who decides, those that lead out of the worktree first. */
export function ledFacts({ paths, isWhole }: Leads, worktree: string): string[] {
  const isOutside = ({ real }: LedPath) => relativeTo(worktree, real) === null;
  const sorted = [...paths.filter(isOutside), ...paths.filter((path) => !isOutside(path))];
  const facts = sorted
    .slice(0, shown)
    .map((path) => `"${path.named}" leads to "${path.real}"${isOutside(path) ? ', outside the worktree' : ''}.`);
  return [
    ...facts,
    ...(sorted.length > shown ? [`${sorted.length - shown} more of its words lead elsewhere.`] : []),
    ...(isWhole ? [] : ['It is too long for all of its words to be looked at for links.']),
  ];
}

/** Words as a shell would see them, without what it would put in their place. What joins commands stands between words. */
function* wordsOf(command: string): Generator<string> {
  const pattern = /(?:[^\s;&|<>()`'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+/g;
  for (const [word] of command.matchAll(pattern)) {
    yield word.replace(
      /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
      (_, single?: string, double?: string, escaped?: string) =>
        single ?? double?.replace(/\\([$`"\\])/g, '$1') ?? escaped ?? '',
    );
  }
}

const maxPath = 4096;

function pathsIn(word: string): string[] {
  const behind = word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : [];
  const attached = /^-[A-Za-z]./.test(word) ? [word.slice(2)] : [];
  return [...(word.startsWith('-') ? [] : [word]), ...behind, ...attached].filter(
    (path) => path !== '' && path.length <= maxPath && !path.includes('\u0000'),
  );
}

/** Of the deepest part that exists the real path, and the rest below it as it would be made. */
export async function realOf(absolute: string, probe: PathProbe): Promise<string> {
  const names = absolute.split('/').filter((name) => name !== '');
  for (let length = names.length; length > 0; length -= 1) {
    const part = `/${names.slice(0, length).join('/')}`;
    const rest = names.slice(length);
    const real = await probe.realPath(part);
    if (real !== null) {
      const whole = [real, ...rest].join('/');
      return rest.includes('..') ? await realOf(plainPath(whole), probe) : plainPath(whole);
    }
    if ((await probe.kindOf(part)) === 'symlink') {
      return `${[part, ...rest].join('/')} (a link that leads nowhere)`;
    }
  }
  return plainPath(absolute);
}

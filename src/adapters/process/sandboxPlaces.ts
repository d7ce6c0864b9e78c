import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { isControlFile, relativeTo } from '../../core/files/paths';
import type { WantedPlaces } from '../../core/sandbox/wantedPlaces';
import { secretsOfHome, secretsOfSystem } from '../../core/wrap';
import type { SandboxPlaces } from '../../protocol';

/** What a file may ask for, and what no file can open. */
export interface PlacesOptions extends WantedPlaces {
  /** The folder that relative paths begin at. */
  root: string;
  home: string | undefined;
  /** The user's checkouts and folders of ours, which no file lets commands write. */
  kept: readonly string[];
  /** Folders of ours that no command may read. */
  hidden: readonly string[];
}

export interface FoundPlaces extends SandboxPlaces {
  /** Folders of which nothing is shown but what is named. */
  narrowed: string[];
  /** What our own part of a command is run by, shown nevertheless. */
  own: string[];
}

/** Files of a home folder that run something at the next sign-in or in the next shell. */
const startsSomething = [
  ...[
    '.bashrc',
    '.bash_profile',
    '.bash_login',
    '.bash_logout',
    '.profile',
    '.zshrc',
    '.zprofile',
    '.zshenv',
    '.zlogin',
  ],
  ...[
    '.config/autostart',
    '.config/systemd',
    '.config/fish',
    '.config/environment.d',
    '.local/bin',
    'bin',
    '.gitconfig',
  ],
  ...['.config/git', '.local/share/applications', '.local/share/systemd', '.pam_environment', '.xprofile', '.xinitrc'],
  ...['Library/LaunchAgents', 'Library/Services', 'Library/Scripts', 'Library/Preferences'],
];
const ofSystem = [
  ...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/run', '/sbin', '/sys', '/usr'],
  ...['/Applications', '/Library', '/System', '/opt', '/private/etc', '/private/var/db', '/private/var/run'],
];
const homes = ['/home', '/root', '/mnt', '/media', '/srv', '/Users', '/Volumes'];

/** The real places, each judged where it really leads; what is refused is told. */
export async function placesInSandbox(options: PlacesOptions): Promise<FoundPlaces> {
  const refused: string[] = [];
  const judge = async (wanted: readonly string[], objection: Objection): Promise<string[]> => {
    const found = await Promise.all(wanted.map((name) => judged(name, options, objection)));
    refused.push(...found.flatMap(({ why }) => why ?? []));
    return [...new Set(found.flatMap(({ place }) => place ?? []))];
  };
  const reads = await judge(options.reads, objectionToRead);
  const writes = await judge(options.writes, objectionToWrite);
  const narrowed = options.isNarrow ? await existing([...homes, options.home ?? os.homedir()]) : [];
  const own = options.isNarrow ? await existing([process.execPath]) : [];
  return { reads, writes, isNarrow: options.isNarrow, refused, narrowed, own };
}

type Objection = (place: string, options: PlacesOptions) => string | null | Promise<string | null>;

async function judged(
  name: string,
  options: PlacesOptions,
  objection: Objection,
): Promise<{ place?: string; why?: string }> {
  const { root, home } = options;
  const isOfHome = name.startsWith('~/') && home !== undefined;
  const [place] = await existing([isOfHome ? path.join(home, name.slice(2)) : path.resolve(root, name)]);
  const why = place === undefined ? 'is not there' : await objection(place, options);
  return place !== undefined && why === null
    ? { place }
    : { why: `${JSON.stringify(name)} in sandbox.json counts for nothing: it ${why ?? ''}.` };
}

function objectionToRead(place: string, options: PlacesOptions): string | null {
  return secretsOf(options).some((secret) => isWithin(place, secret)) ? secret : null;
}

const secret = 'holds keys, tokens or other tasks';

async function objectionToWrite(place: string, options: PlacesOptions): Promise<string | null> {
  const { home = os.homedir(), kept } = options;
  const touches = (other: string): boolean => isWithin(place, other) || isWithin(other, place);
  const grounds: [string, boolean][] = [
    ['belongs to the system', place === '/' || ofSystem.some((folder) => isWithin(place, folder))],
    ['holds your home folder', isWithin(home, place)],
    [secret, secretsOf(options).some(touches)],
    ['holds a checkout of yours, which agents change by Apply alone', kept.some(touches)],
    ['holds what shells or editors obey', startsSomething.some((name) => touches(path.join(home, name)))],
    ['holds what shells or editors obey', isControlFile(relativeTo(home, place) ?? place)],
    ['is no folder', !(await fs.stat(place)).isDirectory()],
    ['lies in a repository, or is one', await isOfRepository(place)],
  ];
  return grounds.find(([, holds]) => holds)?.[0] ?? null;
}

/** Git runs programs that a repository configures. */
async function isOfRepository(place: string): Promise<boolean> {
  const above = [place];
  for (let folder = place; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    above.push(path.dirname(folder));
  }
  const marks = [...above.map((folder) => path.join(folder, '.git')), path.join(place, 'HEAD')];
  return (await existing(marks)).length > 0;
}

function secretsOf({ home, hidden }: PlacesOptions): string[] {
  const ofHome = home === undefined ? [] : secretsOfHome.map((name) => path.join(home, name));
  return [...ofHome, ...secretsOfSystem, ...hidden];
}

function isWithin(place: string, folder: string): boolean {
  return relativeTo(folder, place) !== null;
}

/** The real paths of those that are there, each once. */
async function existing(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => fs.realpath(name).catch(() => null)));
  return [...new Set(found.filter((place) => place !== null))];
}

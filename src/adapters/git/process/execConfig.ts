/** A configuration setting given to git by its environment, which stands above every file. */
export type Setting = readonly [key: string, value: string];

const lfs = new Set([
  'git-lfs clean -- %f',
  'git-lfs smudge -- %f',
  'git-lfs smudge --skip -- %f',
  'git-lfs filter-process',
  'git-lfs filter-process --skip',
]);

/**
 * What to set so that no program named in the repository's own configuration runs, from the output of
 * `git config --list --show-scope -z`. Settings of the user and the system stay as they are, and so does Git LFS.
 * A merge driver becomes one that always fails: an empty one would silently take our side. `lacksLfs`: the program of Git
 * LFS is not there, so that no filter of it may run, whoever names it; its files are pointers then.
 */
export function blankedDrivers(listing: string, { lacksLfs } = { lacksLfs: false }): Setting[] {
  const isAbsent = (value: string): boolean => lacksLfs && lfs.has(value);
  const own = settingsIn(listing, (scope, [, value]) => isOwn(scope) || isAbsent(value));
  const blanked = new Map<string, string>();
  for (const [key, value] of own) {
    const driver = /^(filter|diff|merge)\.(.*)\.([a-z]+)$/s.exec(key);
    if (driver !== null) {
      const [, kind = '', name = '', variable = ''] = driver;
      for (const [blank, setting] of blanks(`${kind}.${name}`, variable, isAbsent(value) ? '' : value)) {
        blanked.set(blank, setting);
      }
    } else if (/^credential\.(.*\.)?helper$/s.test(key) || key === 'core.askpass' || key === 'core.gitproxy') {
      blanked.set(key, '');
    }
  }
  return [...blanked];
}

/** Whether settings of the repository come from other files than its own. */
export function hasIncludes(listing: string): boolean {
  return settingsIn(listing, isOwn).some(([key]) => /^include(if\..*)?\.path$/s.test(key));
}

function blanks(driver: string, variable: string, value: string): Setting[] {
  switch (variable) {
    case 'clean':
    case 'smudge':
    case 'process':
      return lfs.has(value)
        ? []
        : [
            [`${driver}.clean`, ''],
            [`${driver}.smudge`, ''],
            [`${driver}.process`, ''],
            [`${driver}.required`, 'false'],
          ];
    case 'textconv':
      return [[`${driver}.textconv`, '']];
    case 'driver':
      return [[`${driver}.driver`, 'false']];
    default:
      return [];
  }
}

/** Whether any scope names a program of Git LFS. */
export function usesLfs(listing: string): boolean {
  return settingsIn(listing, (_, [, value]) => lfs.has(value)).length > 0;
}

/** Whether any scope says that several users share the repository, however it says so. */
export function saysShared(listing: string): boolean {
  return settingsIn(listing, (_, [key]) => key === 'core.sharedrepository').length > 0;
}

/** Scopes `local` and `worktree`, which a repository's files and anyone who can write them decide. */
function isOwn(scope: string): boolean {
  return scope === 'local' || scope === 'worktree';
}

function settingsIn(listing: string, isWanted: (scope: string, setting: Setting) => boolean): Setting[] {
  const fields = listing.split('\0');
  const found: Setting[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope = '', field = ''] = [fields[at], fields[at + 1]];
    const setting = settingOf(field);
    if (isWanted(scope, setting)) {
      found.push(setting);
    }
  }
  return found;
}

/** The environment variables that carry settings to git. */
export function settingsEnv(settings: readonly Setting[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return env;
}

/** What `git config --list -z` prints. */
export function settingsOf(listing: string): Setting[] {
  const fields = listing.split('\0').filter((field) => field !== '');
  return fields.map(settingOf);
}

function settingOf(field: string): Setting {
  const end = field.indexOf('\n');
  return end < 0 ? [field, ''] : [field.slice(0, end), field.slice(end + 1)];
}

/** Keys that name a program, or a file or place in which programs are named; git writes the outer parts in lower case. */
const execCapable = [
  /^core\.(fsmonitor|hookspath|sshcommand|editor|pager|askpass|gitproxy|attributesfile|alternaterefscommand|worktree)$/,
  /^(diff\.external|sequence\.editor|interactive\.difffilter|uploadpack\.packobjectshook|extensions\.worktreeconfig)$/s,
  /^(filter\..*\.(clean|smudge|process)|diff\..*\.(command|textconv)|merge\..*\.driver)$/s,
  /^(gpg\.(.*\.)?program|credential\.(.*\.)?helper|include\.path|includeif\..*\.path)$/s,
  /^(alias|pager)\..*$/s,
  /^(difftool|mergetool|browser|man|guitool)\..*\.(cmd|path)$/s,
  /^(remote\..*\.(uploadpack|receivepack|vcs)|url\..*\.(insteadof|pushinsteadof)|protocol\.(.*\.)?allow)$/s,
  /^(submodule\..*\.update|trailer\..*\.(command|cmd)|sendemail\..*)$/s,
];

/** Also an address that is a command. */
export function isExecCapable([key, value]: Setting): boolean {
  return execCapable.some((pattern) => pattern.test(key)) || (/^remote\..*\.url$/s.test(key) && /^\w+::/.test(value));
}

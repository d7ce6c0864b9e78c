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
 * A merge driver becomes one that always fails: an empty one would silently take our side.
 */
export function blankedDrivers(listing: string): Setting[] {
  const own = ownSettings(listing);
  const blanked = new Map<string, string>();
  for (const [key, value] of own) {
    const driver = /^(filter|diff|merge)\.(.*)\.([a-z]+)$/s.exec(key);
    if (driver !== null) {
      const [, kind = '', name = '', variable = ''] = driver;
      for (const [blank, setting] of blanks(`${kind}.${name}`, variable, value)) {
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
  return ownSettings(listing).some(([key]) => /^include(if\..*)?\.path$/s.test(key));
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

/** Settings of scope `local` or `worktree`, which a repository's files and anyone who can write them decide. */
function ownSettings(listing: string): Setting[] {
  const fields = listing.split('\0');
  const own: Setting[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, setting = ''] = [fields[at], fields[at + 1]];
    if (scope === 'local' || scope === 'worktree') {
      own.push(settingOf(setting));
    }
  }
  return own;
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

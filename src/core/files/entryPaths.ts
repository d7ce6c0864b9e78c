import { isGitName } from './paths';

/**
 * Whether a path of a tree may become a file of a checkout: relative, `/` between names, and no name that some file
 * system takes for `.git`, whatever its case, dots or spaces behind it or invisible characters in it.
 */
export function isSafeEntry(path: string): boolean {
  return path !== '' && path.length <= 4096 && path.split('/').every(isSafeName);
}

function isSafeName(name: string): boolean {
  return !['', '.', '..'].includes(name) && !name.includes('\0') && !isGitName(name);
}

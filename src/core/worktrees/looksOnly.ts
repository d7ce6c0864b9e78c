const lookers = new Set([
  ...['ls', 'cat', 'head', 'tail', 'grep', 'egrep', 'fgrep', 'rg', 'find', 'fd', 'tree', 'sed', 'awk', 'wc', 'sort'],
  ...['uniq', 'cut', 'tr', 'echo', 'printf', 'pwd', 'cd', 'file', 'stat', 'diff', 'cmp', 'test', '[', 'true', 'false'],
  ...['which', 'basename', 'dirname', 'mkdir', 'touch', 'cp', 'mv', 'rm', 'chmod', 'du'],
]);
const lookingGit = /^git (status|diff|log|show|blame|branch|ls-files|ls-tree|rev-parse|grep)\b/;

/**
 * Whether a command only looks at or moves files that it names, so that it needs no others. Anything else may be a test
 * or a build, whose outcome means nothing where files are missing.
 */
export function looksOnly(command: string): boolean {
  if (/[`\n]|\$\(|<\(|\s-(exec|execdir|ok)\b/.test(command)) {
    return false;
  }
  const parts = command.split(/\|\||&&|[|;&]/).map((part) => part.trim());
  return parts.every((part) => lookers.has(part.split(/\s+/)[0] ?? '') || lookingGit.test(part));
}

/** What in a command may be a path, relative to the top; of one with a wildcard the folder before that. */
export function pathsNamedIn(command: string): string[] {
  const words = command.split(/[\s'"=:;|&<>(){},]+/).map((word) => {
    const plain = word.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    const wild = plain.search(/[*?[]/);
    return wild === -1 ? plain : plain.slice(0, Math.max(0, plain.lastIndexOf('/', wild)));
  });
  return [...new Set(words)].filter((word) => word !== '' && !word.startsWith('-') && !word.startsWith('..'));
}

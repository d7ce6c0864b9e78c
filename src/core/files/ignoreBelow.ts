/** The patterns of an ignore file of `folder`, as they are written in one that stands above it. */
export function ignoreBelow(text: string, folder: string): string[] {
  const place = escapedPath(folder);
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [sign, pattern] = line.startsWith('!') ? ['!', line.slice(1)] : ['', line];
      // A pattern with `/` before its end holds for its own folder, any other one at any depth.
      const isAnchored = /\/./.test(pattern);
      return isAnchored ? `${sign}/${place}/${pattern.replace(/^\//, '')}` : `${sign}/${place}/**/${pattern}`;
    });
}

/** A path in which no character has a meaning of its own in a pattern. */
export function escapedPath(path: string): string {
  return path.replace(/[\\*?[\] !#]/g, (found) => `\\${found}`);
}

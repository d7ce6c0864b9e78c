const replacing = /\b(rm|rmdir|mv|rename|unlink|rimraf|del|trash|shutil|rsync|ln)\b/;

/**
 * Whether a command may remove, move or replace one of these folders itself, which can't be done to a place that
 * something is mounted on. Says so rather too often: then plain files are put there first, which takes time only.
 */
export function mayReplace(command: string, folders: readonly string[]): boolean {
  const isNamed = folders.some((folder) => command.includes(folder));
  return (isNamed && replacing.test(command)) || /\bgit\b.*\bclean\b/s.test(command);
}

/** Whether a command failed because one of these folders is mounted on. */
export function wasHeld(output: string, folders: readonly string[]): boolean {
  return output
    .split('\n')
    .some((line) => /EBUSY|resource busy/i.test(line) && folders.some((each) => line.includes(each)));
}

/** Whether one of the options is given, be it in a cluster, shortened, or with its value. */
export function hasOption(args: readonly string[], short: string, long: readonly string[]): boolean {
  return args.some((arg) => arg.startsWith('-') && (arg.startsWith('--') ? isOne(arg, long) : holdsOne(arg, short)));
}

function isOne(arg: string, long: readonly string[]): boolean {
  const end = arg.indexOf('=');
  const name = arg.slice(2, end === -1 ? undefined : end);
  return name !== '' && long.some((option) => option.startsWith(name));
}

function holdsOne(arg: string, short: string): boolean {
  if (!/^-./.test(arg)) {
    return false;
  }
  for (const letter of short) {
    if (arg.includes(letter, 1)) {
      return true;
    }
  }
  return false;
}

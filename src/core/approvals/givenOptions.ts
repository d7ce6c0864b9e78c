/** Whether one of the options is given, be it in a cluster, shortened, or with its value. */
export function hasOption(args: readonly string[], short: string, long: readonly string[]): boolean {
  return args.some((arg) => {
    if (arg.startsWith('--')) {
      const name = arg.slice(2).replace(/=.*$/s, '');
      return name !== '' && long.some((option) => option.startsWith(name));
    }
    return /^-./.test(arg) && Array.from(short).some((letter) => arg.includes(letter, 1));
  });
}

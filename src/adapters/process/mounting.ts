import { findProgram } from './sandbox';

/** An overlay of the kernel over `at`: `lower` shows through, `upper` takes what is written; `work` is the kernel's own. */
export interface OverlayMount {
  at: string;
  lower: string;
  upper: string;
  work: string;
}

/** What becomes a program in a namespace of its own, in which the overlays are. Paths have no comma, colon or backslash. */
export interface Mounting {
  over(mounts: readonly OverlayMount[], argv: readonly string[]): string[];
}

/** Mounting is left to the system's own programs, whatever the person's `PATH` names. */
const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin';

const script =
  'mount=$0; while [ "$1" != -- ]; do "$mount" -t overlay overlay -o "$1" "$2" 2>&1 || exit 1; shift 2; done; ' +
  'cd / && shift && exec "$@"';

/** Null without the programs that it takes; whether the kernel allows it is another matter. */
export async function findMounting(): Promise<Mounting | null> {
  const find = (name: string) => (process.platform === 'linux' ? findProgram(name, systemPath) : null);
  const [unshare, mount] = await Promise.all([find('unshare'), find('mount')]);
  if (unshare === null || mount === null) {
    return null;
  }
  return {
    over(mounts, argv) {
      const each = mounts.flatMap(({ at, lower, upper, work }) => [
        `userxattr,lowerdir=${lower},upperdir=${upper},workdir=${work}`,
        at,
      ]);
      return [unshare, '-Urm', '--', '/bin/sh', '-c', script, mount, ...each, '--', ...argv];
    },
  };
}

/** In the namespace of the overlay we are its root; a command of bubblewrap is whom it would be without. */
export function asOneself([bubblewrap = '', ...argv]: readonly string[]): string[] {
  const ids = ['--uid', String(process.getuid?.() ?? 0), '--gid', String(process.getgid?.() ?? 0)];
  return [bubblewrap, '--unshare-user', ...ids, ...argv];
}

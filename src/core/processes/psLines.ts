/** One line of `ps -axo pid=,ppid=,pgid=,rss=`. */
export interface ProcessRow {
  pid: number;
  parent: number;
  group: number;
  residentKb: number;
}

export function processRows(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, residentKb] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), group: Number(group), residentKb: Number(residentKb) }];
  });
}

/** The process, all below it, and what is left of its group, which a parent that ended has given to others. */
export function treeOf(rows: readonly ProcessRow[], root: number): { pids: number[]; residentKb: number } {
  const found = new Set<number>();
  const open = rows.filter(({ pid, group }) => pid === root || group === root).map(({ pid }) => pid);
  for (let pid = open.shift(); pid !== undefined; pid = open.shift()) {
    const parent = pid;
    open.push(...(found.has(pid) ? [] : rows.filter((row) => row.parent === parent).map((row) => row.pid)));
    found.add(pid);
  }
  const own = rows.filter(({ pid }) => found.has(pid));
  return { pids: own.map(({ pid }) => pid), residentKb: own.reduce((sum, { residentKb }) => sum + residentKb, 0) };
}

/** Of `ps -o stat= -o lstart= -p PID`: the letter of its state, and when it started; null for a process that is gone. */
export function startedAs(text: string): { state: string; start: string } | null {
  const [, state, start] = /^\s*([A-Z])\S*\s+(\w{3} \w{3} +\d+ [\d:]+ \d{4})\s*$/.exec(text) ?? [];
  return state === undefined || start === undefined ? null : { state, start };
}

/** Of `ps -axEww -o pid=,command=`, which writes the environment behind the words of a command. */
export function pidsWith(text: string, variable: string): number[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && ` ${command} `.includes(` ${variable} `) ? [Number(pid)] : [];
  });
}

/** Of `lsof -d cwd -F pn`: a line `p` with the process, and one `n` with its folder. */
export function pidsIn(text: string, folder: string): number[] {
  const found: number[] = [];
  let pid = 0;
  for (const line of text.split('\n')) {
    pid = line.startsWith('p') ? Number(line.slice(1)) : pid;
    if (line === `n${folder}` || line.startsWith(`n${folder}/`)) {
      found.push(pid);
    }
  }
  return found;
}

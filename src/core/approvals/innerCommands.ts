import type { ShellWord } from './plainCommands';

/** What a command starts in its turn, by its words: other commands, scripts of a shell, or something nobody can tell. */
export interface InnerCommands {
  commands: readonly (readonly ShellWord[])[];
  scripts: readonly string[];
  /** It starts something that stands in no word. */
  isHidden: boolean;
}

/** The name of a program without its folder; null when it can't be told. */
export function programOf([first]: readonly ShellWord[]): string | null {
  const value = first?.hasGlob === true ? null : (first?.value ?? null);
  return value === null ? null : value.slice(value.lastIndexOf('/') + 1);
}

interface Wrapper {
  /** Options that take the next word. */
  valued?: string;
  /** Words before the command that are no options. */
  operands?: number;
  assignments?: true;
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  env: { valued: '-u -C --unset --chdir -S --split-string', assignments: true },
  sudo: { valued: '-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt', assignments: true },
  doas: { valued: '-u -C' },
  nice: { valued: '-n --adjustment' },
  ionice: { valued: '-c -n -p --class --classdata' },
  chrt: { operands: 1 },
  taskset: { valued: '-c', operands: 1 },
  nohup: {},
  setsid: {},
  stdbuf: { valued: '-i -o -e --input --output --error' },
  time: { valued: '-f -o' },
  timeout: { valued: '-k -s --kill-after --signal', operands: 1 },
  command: {},
  builtin: {},
  exec: { valued: '-a' },
  xargs: { valued: '-I -n -P -d -L -s -E -a --max-args --max-procs --delimiter --arg-file --replace' },
  parallel: { valued: '-j -I --jobs' },
  watch: { valued: '-n --interval' },
  strace: { valued: '-e -o -p -s' },
  ltrace: { valued: '-e -o -p -s' },
  flock: { valued: '-w -E --timeout', operands: 1 },
  chroot: { operands: 1 },
  unshare: {},
  nsenter: { valued: '-t' },
  busybox: {},
  toybox: {},
  bwrap: {},
  caffeinate: {},
  coproc: {},
};

const shells = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ksh',
  'mksh',
  'ash',
  'fish',
  'rbash',
  'csh',
  'tcsh',
  'su',
  'script',
]);
const evaluators = new Set(['eval', '.', 'source', 'trap']);
const none: InnerCommands = { commands: [], scripts: [], isHidden: false };
const hidden: InnerCommands = { ...none, isHidden: true };

/** Whether the command only carries another one. */
export function isWrapper(program: string): boolean {
  return Object.hasOwn(wrappers, program) || shells.has(program) || evaluators.has(program);
}

export function innerCommands(words: readonly ShellWord[]): InnerCommands {
  const program = programOf(words);
  if (program === null) {
    return hidden;
  }
  if (program === 'find' || program === 'fd') {
    return { ...none, commands: executed(words) };
  }
  const wrapper = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
  if (wrapper !== undefined) {
    return unwrapped(words, wrapper);
  }
  if (program === 'eval' || program === 'trap') {
    return scripted(program === 'eval' ? words.slice(1) : words.slice(1, 2), ' ');
  }
  if (program === '.' || program === 'source') {
    return hidden;
  }
  return shells.has(program) ? ofShell(words) : none;
}

function scripted(words: readonly ShellWord[], joint: string): InnerCommands {
  const values = words.map(({ value }) => value);
  return values.includes(null) ? hidden : { ...none, scripts: [values.join(joint)] };
}

/** `bash -lc '…'`; a shell without a script of its own runs a file, or what it is handed. */
function ofShell(words: readonly ShellWord[]): InnerCommands {
  const at = words.findIndex(({ value }) => value !== null && /^(-[a-zA-Z]*c|--command)$/.test(value));
  if (at === -1) {
    return hidden;
  }
  return scripted(words.slice(at + 1, at + 2), '');
}

function unwrapped(words: readonly ShellWord[], { valued = '', operands = 0, assignments }: Wrapper): InnerCommands {
  const takesValue = new Set(valued.split(' '));
  const isPassed = (value: string) => value.startsWith('-') || (assignments === true && /^\w+=/.test(value));
  let at = 1;
  for (; at < words.length; at += 1) {
    const value = words[at]?.value ?? null;
    if (value === null) {
      return hidden;
    }
    if (assignments === true && /^(-S|--split-string)/.test(value)) {
      const script = value.replace(/^(-S|--split-string=?)/, '');
      return scripted([{ value: script, hasGlob: false }, ...words.slice(at + 1)], ' ');
    }
    if (!isPassed(value)) {
      break;
    }
    at += takesValue.has(value) ? 1 : 0;
  }
  const rest = words.slice(at + operands);
  return rest.length === 0 ? none : { ...none, commands: [rest] };
}

const executing = /^-(exec|execdir|ok|okdir)$|^(-x|-X|--exec|--exec-batch)$/;

function executed(words: readonly ShellWord[]): (readonly ShellWord[])[] {
  const found: (readonly ShellWord[])[] = [];
  words.forEach(({ value }, at) => {
    if (value !== null && executing.test(value)) {
      const rest = words.slice(at + 1);
      const end = rest.findIndex((word) => word.value === ';' || word.value === '+');
      found.push(end === -1 ? rest : rest.slice(0, end));
    }
  });
  return found.filter(({ length }) => length > 0);
}

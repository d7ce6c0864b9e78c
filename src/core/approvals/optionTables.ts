import { hasOption } from './givenOptions';
import { gitObjection } from './gitOptions';
import { isWrapper } from './innerCommands';
import type { Rule } from './rule';
import { isPlainSedScript } from './sedScript';

/** Options of a program that run something, or write where the words of a rule do not say so. */
interface OptionTable {
  /** Letters of options with one dash, alone or in a cluster. */
  short?: string;
  /** Options with two dashes, which may be shortened. */
  long?: string;
  /** Words that are refused whatever they mean. */
  words?: RegExp;
  /** Options are only looked for before `--`. */
  endsAtDashes?: true;
  /** What else is refused. */
  refuses?: (args: readonly string[]) => boolean;
}

const packageManager: OptionTable = {
  short: 'gC',
  long:
    'script-shell prefix userconfig globalconfig node-options cwd dir global shell registry git init-module ' +
    'use-yarnrc modules-folder shell-emulator config',
  endsAtDashes: true,
};

const tables: Readonly<Record<string, OptionTable>> = {
  find: { words: /^-(exec|execdir|ok|okdir|delete|fprint0?|fprintf|fls|files0-from)$/ },
  fd: { short: 'xX', long: 'exec exec-batch' },
  rg: { short: 'z', long: 'pre pre-glob hostname-bin search-zip' },
  sort: { short: 'oT', long: 'output compress-program temporary-directory' },
  shuf: { short: 'o', long: 'output' },
  iconv: { short: 'o', long: 'output' },
  tree: { short: 'oR', long: 'output' },
  uniq: { refuses: (args) => operandsOf(args).length > 1 },
  xxd: { short: 'r', refuses: (args) => operandsOf(args).length > 1 },
  sed: { refuses: (args) => !isPlainSed(args) },
  tar: {
    refuses: (args) => !/^-?t[vzjJa]*f?$/.test(args[0] ?? '') || args.slice(1).some((arg) => arg.startsWith('-')),
  },
  date: { short: 's', long: 'set' },
  file: { short: 'C', long: 'compile' },
  yq: { short: 'is', long: 'inplace in-place split-exp' },
  jq: { short: 'L' },
  printf: { short: 'v' },
  test: { short: 'v' },
  npm: packageManager,
  pnpm: { ...packageManager, short: 'gCc' },
  yarn: packageManager,
  bun: { ...packageManager, short: 'gCerp', long: `${packageManager.long ?? ''} eval print preload require import` },
  node: {
    short: 'epcir',
    long: 'eval print require import loader experimental-loader env-file interactive inspect build-snapshot',
  },
  python: { short: 'ci' },
  python3: { short: 'ci' },
  ruby: { short: 'er' },
  perl: { short: 'eEMmi' },
  make: {
    short: 'fCIE',
    long: 'eval file makefile directory include-dir environment-overrides',
    words: /=/,
  },
  cargo: {
    short: 'CZ',
    long: 'config manifest-path target-dir out-dir artifact-dir',
    words: /^\+/,
    endsAtDashes: true,
  },
  go: { words: /^--?(exec|toolexec|o|overlay|modfile|C|vettool|ldflags|gcflags|asmflags|pkgdir|cpuprofile)(=|$)/ },
  cp: { short: 'ltS', long: 'link target-directory' },
  mv: { short: 't', long: 'target-directory' },
  ln: { words: /^/ },
};

const optionRule: Rule = {
  id: 'C04',
  reason: 'An option or argument of it runs a program, or writes where its rule does not say so.',
};
const wrapperRule: Rule = { id: 'C05', reason: 'It runs another command, which the rule does not name.' };
const codeRule: Rule = {
  id: 'C07',
  reason: 'What follows this program is code or a command, so a rule of one word is not enough.',
};

/** Programs whose arguments are the program: a rule has to say more than their name. */
const carriers = new Set([
  ...[
    'node',
    'deno',
    'bun',
    'python',
    'python2',
    'python3',
    'ruby',
    'perl',
    'php',
    'lua',
    'java',
    'dotnet',
    'osascript',
  ],
  ...['npm', 'npx', 'pnpm', 'pnpx', 'yarn', 'bunx', 'pip', 'pip3', 'pipx', 'uv', 'uvx', 'poetry', 'gem', 'bundle'],
  ...[
    'cargo',
    'go',
    'make',
    'just',
    'task',
    'gradle',
    'mvn',
    'rake',
    'docker',
    'podman',
    'kubectl',
    'helm',
    'terraform',
  ],
  ...['ansible', 'vagrant', 'aws', 'gcloud', 'az', 'gh', 'glab', 'heroku', 'systemctl', 'apt', 'apt-get', 'brew'],
  ...['psql', 'mysql', 'sqlite3', 'redis-cli', 'mongosh', 'rm', 'dd', 'chmod', 'chown', 'crontab', 'at', 'kill'],
]);

/** Programs of which no beginning of a rule is enough, because any later argument may run something or send something. */
const boundless = new Set([
  ...[
    'awk',
    'gawk',
    'mawk',
    'nawk',
    'curl',
    'wget',
    'nc',
    'ncat',
    'netcat',
    'socat',
    'ssh',
    'scp',
    'sftp',
    'rsync',
    'ftp',
  ],
  ...[
    'telnet',
    'vi',
    'vim',
    'nvim',
    'emacs',
    'nano',
    'ed',
    'ex',
    'less',
    'more',
    'man',
    'gdb',
    'lldb',
    'expect',
    'tclsh',
  ],
  ...[
    'alias',
    'unalias',
    'set',
    'shopt',
    'enable',
    'declare',
    'typeset',
    'local',
    'export',
    'readonly',
    'unset',
    'let',
  ],
  ...['read', 'mapfile', 'readarray', 'hash', 'bind', 'complete', 'compgen', 'fc', 'history', 'wait', 'pushd', 'popd'],
  ...['[', 'tee', 'split', 'csplit', 'install', 'screen', 'tmux', 'dialog', 'zip', 'unzip', '7z', 'cpio', 'pax', 'ar'],
]);

/** What speaks against running a command because its first `covered` words are those of a rule; null when nothing does. */
export function objection(words: readonly string[], covered: number): Rule | null {
  const [name = '', ...args] = words;
  const program = name.slice(name.lastIndexOf('/') + 1);
  if (isWrapper(program)) {
    return wrapperRule;
  }
  if (boundless.has(program)) {
    return words.length === covered && covered > 1 ? null : codeRule;
  }
  if (carriers.has(program) && covered < leastWords(program, args)) {
    return codeRule;
  }
  return hasRefused(program, args, covered) ? optionRule : null;
}

/** With an option as its second word a rule still does not say what is run. */
function leastWords(program: string, [first = '']: readonly string[]): number {
  return first.startsWith('-') && !/^(rm|chmod|chown)$/.test(program) ? 3 : 2;
}

function hasRefused(program: string, args: readonly string[], covered: number): boolean {
  if (program === 'git') {
    return gitObjection(args, covered);
  }
  const table = Object.hasOwn(tables, program) ? tables[program] : undefined;
  return table !== undefined && isRefused(table, args);
}

function isRefused({ short = '', long, words, endsAtDashes, refuses }: OptionTable, args: readonly string[]): boolean {
  const end = endsAtDashes === true ? args.indexOf('--') : -1;
  const looked = end === -1 ? args : args.slice(0, end);
  return (
    hasOption(looked, short, long?.split(' ') ?? []) ||
    (words !== undefined && looked.some((arg) => words.test(arg))) ||
    (refuses?.(looked) ?? false)
  );
}

function operandsOf(args: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith('-') || arg === '-');
}

/** Only printing, deleting and replacing of lines, to the output. */
function isPlainSed(args: readonly string[]): boolean {
  const scripts: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (/^-([nErzu]*e|-expression)$/.test(arg)) {
      at += 1;
      scripts.push(args[at] ?? 'e');
    } else if (arg.startsWith('-') && !/^-([nErzu]+|-quiet|-silent|-regexp-extended)$/.test(arg)) {
      return false;
    } else if (!arg.startsWith('-') && scripts.length === 0) {
      scripts.push(arg);
    }
  }
  return scripts.length > 0 && scripts.every(isPlainSedScript);
}

import { type ProxyPlace, proxyVariables } from './relay';

/** Variables of ours that a command may see: where programs are and how they speak. Nothing that could hold a secret. */
const passedOn = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR'],
  ...[
    'JAVA_HOME',
    'GOPATH',
    'GOROOT',
    'CARGO_HOME',
    'RUSTUP_HOME',
    'NVM_DIR',
    'VOLTA_HOME',
    'PYENV_ROOT',
    'RBENV_ROOT',
  ],
  ...[
    'VIRTUAL_ENV',
    'CONDA_PREFIX',
    'DOTNET_ROOT',
    'ANDROID_HOME',
    'DENO_DIR',
    'BUN_INSTALL',
    'PNPM_HOME',
    'DEVELOPER_DIR',
  ],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'ProgramFiles'],
];
const passedOnWithNetwork = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/** No one sits at the terminal: nothing may ask, page, draw or open an editor. */
const unattended = {
  CI: '1',
  TERM: 'dumb',
  NO_COLOR: '1',
  EDITOR: 'true',
  VISUAL: 'true',
  PAGER: 'cat',
  GIT_EDITOR: 'true',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  DEBIAN_FRONTEND: 'noninteractive',
  PIP_NO_INPUT: '1',
  PYTHONUNBUFFERED: '1',
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
};

/** In the sandbox the home folder can't be written; caches go where they vanish with the command. */
function sandboxed(temporary: string): Record<string, string> {
  return {
    TMPDIR: temporary,
    XDG_CACHE_HOME: `${temporary}/.cache`,
    XDG_STATE_HOME: `${temporary}/.state`,
    npm_config_cache: `${temporary}/.npm`,
  };
}

/** Marks every process of a task, so that those which left its process group are found again. */
export const taskVariable = 'BACKGROUND_AGENTS_TASK';

export function commandEnvironment(
  ours: Readonly<NodeJS.ProcessEnv>,
  options: {
    taskId: string;
    network: boolean;
    /** Where programs are told to go through; nothing where they are not held to hosts. */
    proxy?: ProxyPlace;
    /** The folder that takes what vanishes with the command; nothing without a sandbox. */
    temporary?: string;
    variables: Readonly<Record<string, string>>;
  },
): Record<string, string> {
  const { proxy, temporary } = options;
  const names = [...passedOn, ...(options.network ? passedOnWithNetwork : [])];
  const isPassedOn = (name: string) => names.includes(name) || name.startsWith('LC_');
  const inherited = Object.entries(ours).filter(([name, value]) => value !== undefined && isPassedOn(name));
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    ...unattended,
    ...(temporary === undefined ? {} : sandboxed(temporary)),
    ...(proxy === undefined ? {} : proxyVariables(proxy)),
    ...options.variables,
    [taskVariable]: options.taskId,
  };
}

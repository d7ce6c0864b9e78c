import * as path from 'node:path';

interface Platform {
  name: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Where tasks and worktrees are kept when no setting says otherwise. Short on Windows, where paths are limited. */
export function defaultDataDirectory({ name, home, env }: Platform): string {
  const named = env['BACKGROUND_AGENTS_HOME'];
  if (named !== undefined && named !== '') {
    return path.resolve(named);
  }
  if (name === 'win32') {
    return path.win32.join(env['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local'), 'bga');
  }
  if (name === 'darwin') {
    return path.join(home, 'Library', 'Application Support', 'background-agents');
  }
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'background-agents');
}

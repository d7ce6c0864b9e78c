/** Who makes worktrees in repositories, by where they put them. */
export type WorktreeTool = 'background-agents' | 'cursor' | 'claude' | 'codex' | 'kilo' | 'copilot' | 'other';

export interface WorktreePlaces {
  /** Top of the repository's own checkout, home folder and data directory: real paths, `/` between names. */
  root: string;
  home: string;
  dataDirectory: string;
  /** `CODEX_HOME`, where it is set. */
  codexHome: string | undefined;
}

/** Folders whose folders, or whose folders' folders, may be worktrees of the repository. */
export function worktreePlaces(around: WorktreePlaces): { tool: WorktreeTool; folder: string }[] {
  const { root, home, dataDirectory, codexHome } = around;
  const inRoot = (name: string) => `${root}/${name}/worktrees`;
  return [
    { tool: 'background-agents', folder: `${dataDirectory}/worktrees` },
    { tool: 'cursor', folder: inRoot('.cursor') },
    { tool: 'cursor', folder: `${home}/.cursor/worktrees` },
    { tool: 'claude', folder: inRoot('.claude') },
    { tool: 'codex', folder: `${codexHome ?? `${home}/.codex`}/worktrees` },
    { tool: 'codex', folder: inRoot('.codex') },
    { tool: 'kilo', folder: inRoot('.kilo') },
    { tool: 'kilo', folder: inRoot('.kilocode') },
    { tool: 'copilot', folder: `${root}.worktrees` },
    { tool: 'copilot', folder: `${home}/.copilot/worktrees` },
  ];
}

export function toolOf(path: string, around: WorktreePlaces): WorktreeTool {
  const within = worktreePlaces(around).find(({ folder }) => path.replaceAll('\\', '/').startsWith(`${folder}/`));
  return within?.tool ?? 'other';
}

export const toolNames: Readonly<Record<WorktreeTool, string>> = {
  'background-agents': 'Background Agents',
  cursor: 'Cursor',
  claude: 'Claude Code',
  codex: 'Codex',
  kilo: 'Kilo Code',
  copilot: 'Copilot',
  other: 'Git',
};
